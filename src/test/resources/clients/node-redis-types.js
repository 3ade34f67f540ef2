// SPDX-License-Identifier: Apache-2.0
// node-redis on keys and values of every type.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { RESP_TYPES } = require('redis');
const { redis, same } = require('./node-redis-rig.js');
const { protocol, newer, until, numbers } = require('./rig.js');

async function all(pages) {
  const found = [];
  for await (const some of pages) {
    found.push(...some);
  }
  return found;
}

test('protocol', async () => {
  const line = await redis.sendCommand(['CLIENT', 'INFO']);
  assert.match(line, new RegExp(` resp=${protocol}\\b`));
});

test('strings', async () => {
  assert.equal(await redis.set('s', 'Hello', { EX: 100, NX: true }), 'OK');
  assert.equal(await redis.set('s', 'other', { NX: true }), null);
  assert.equal(await redis.set('s', 'Hello World', { KEEPTTL: true, GET: true }), 'Hello');
  assert.ok((await redis.ttl('s')) > 90);
  assert.equal(await redis.getRange('s', -5, -1), 'World');
  assert.equal(await redis.setRange('s', 6, 'Tarn!'), 11);
  assert.equal(await redis.getEx('s', { type: 'PERSIST' }), 'Hello Tarn!');
  assert.equal(await redis.strLen('s'), 11);
  assert.equal(await redis.getDel('s'), 'Hello Tarn!');
  assert.equal(await redis.get('s'), null);
  assert.equal(await redis.incrBy('n', 10), 10);
  assert.equal(await redis.decr('n'), 9);
  assert.equal(await redis.incrByFloat('n', 0.5), '9.5');
  assert.equal(await redis.mSet({ a: '1', b: '2' }), 'OK');
  assert.equal(await redis.mSetNX([['b', '3'], ['c', '4']]), 0);
  assert.deepEqual(await redis.mGet(['a', 'none', 'b']), ['1', null, '2']);
  assert.equal(await redis.append('a', '23'), 3);
  await redis.mSet({ l1: 'ohmytext', l2: 'mynewtext' });
  assert.equal(await redis.lcs('l1', 'l2'), 'mytext');
  assert.equal(await redis.lcsLen('l1', 'l2'), 6);
  same(await redis.lcsIdxWithMatchLen('l1', 'l2', { MINMATCHLEN: 4 }), {
    matches: [[[4, 7], [5, 8], 4]], len: 6 });
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  await redis.set('bytes', bytes);
  const raw = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  assert.deepEqual(await raw.get('bytes'), bytes);
});

test('bitmaps', async () => {
  assert.equal(await redis.setBit('b', 7, 1), 0);
  assert.equal(await redis.getBit('b', 7), 1);
  await redis.mSet({ c: 'foobar', d: 'abcdef' });
  assert.equal(await redis.bitCount('c', { start: 5, end: 30, mode: 'BIT' }), 17);
  assert.equal(await redis.bitPos('c', 1, 8, -1, 'BIT'), 9);
  assert.equal(await redis.bitOp('AND', 'e', ['c', 'd']), 6);
  assert.equal(await redis.get('e'), '`bc`ab');
  assert.deepEqual(await redis.bitField('f', [
    { operation: 'INCRBY', encoding: 'i5', offset: 100, increment: 1 },
    { operation: 'GET', encoding: 'u4', offset: 0 },
    { operation: 'OVERFLOW', behavior: 'FAIL' },
    { operation: 'INCRBY', encoding: 'u2', offset: 102, increment: 3 },
    { operation: 'INCRBY', encoding: 'u2', offset: 102, increment: 3 },
  ]), [1, 0, 3, null]);
});

test('keys and expiry', async () => {
  await redis.mSet({ a: '1', b: '2', c: '3' });
  assert.deepEqual((await redis.keys('[ab]')).sort(), ['a', 'b']);
  assert.equal(await redis.exists(['a', 'b', 'b', 'none']), 3);
  assert.equal(await redis.touch(['a', 'none']), 1);
  assert.equal(await redis.expire('a', 100, 'NX'), 1);
  assert.equal(await redis.expire('a', 50, 'GT'), 0);
  const when = Math.floor(Date.now() / 1000) + 1000;
  assert.equal(await redis.expireAt('a', when), 1);
  assert.equal(await redis.expireTime('a'), when);
  assert.equal(await redis.pExpireTime('a'), when * 1000);
  assert.equal(await redis.persist('a'), 1);
  await redis.set('short', 'v', { PX: 20 });
  await until('short has expired', async () => (await redis.get('short')) === null);
  assert.equal(await redis.rename('a', 'aa'), 'OK');
  assert.equal(await redis.renameNX('aa', 'b'), 0);
  assert.equal(await redis.copy('aa', 'b', { REPLACE: true }), 1);
  assert.equal(await redis.objectEncoding('b'), 'int');
  // Idle time counts the ticks of a clock of seconds: one may pass at once, in Redis too.
  assert.ok((await redis.objectIdleTime('b')) <= 1);
  assert.equal(await redis.type('none'), 'none');
  assert.equal(await redis.unlink(['aa', 'b', 'none']), 2);
  assert.equal(await redis.randomKey(), 'c');
  assert.equal(await redis.dbSize(), 1);
});

test('lists', async () => {
  assert.equal(await redis.rPush('l', ['b', 'c', 'd']), 3);
  assert.equal(await redis.lPush('l', 'a'), 4);
  assert.deepEqual(await redis.lRange('l', 0, -1), ['a', 'b', 'c', 'd']);
  assert.equal(await redis.lIndex('l', -1), 'd');
  assert.equal(await redis.lInsert('l', 'AFTER', 'b', 'b2'), 5);
  assert.equal(await redis.lSet('l', 0, 'A'), 'OK');
  assert.equal(await redis.lPos('l', 'b2'), 2);
  assert.deepEqual(await redis.lPosCount('l', 'd', 0), [4]);
  assert.equal(await redis.lRem('l', 0, 'b2'), 1);
  assert.equal(await redis.lTrim('l', 0, 2), 'OK');
  assert.equal(await redis.lMove('l', 'm', 'LEFT', 'RIGHT'), 'A');
  assert.deepEqual(await redis.rPopCount('l', 5), ['c', 'b']);
  assert.equal(await redis.lPop('l'), null);
  assert.equal(await redis.lPopCount('l', 2), null);
  await redis.rPush('n', ['1', '2', '3']);
  assert.deepEqual(await redis.lmPop(['none', 'n'], 'RIGHT', { COUNT: 2 }), ['n', ['3', '2']]);
  assert.equal(await redis.lmPop('none', 'LEFT'), null);
});

test('sets', async () => {
  assert.equal(await redis.sAdd('s', ['a', 'b', 'c', 'a']), 3);
  assert.equal(await redis.sAdd('t', ['b', 'x']), 2);
  assert.deepEqual((await redis.sMembers('s')).sort(), ['a', 'b', 'c']);
  assert.deepEqual(await redis.sMembers('none'), []);
  assert.equal(await redis.sIsMember('s', 'a'), 1);
  assert.deepEqual(await redis.smIsMember('s', ['a', 'x']), [1, 0]);
  assert.deepEqual(await redis.sInter(['s', 't']), ['b']);
  assert.deepEqual((await redis.sUnion(['s', 't'])).sort(), ['a', 'b', 'c', 'x']);
  assert.deepEqual((await redis.sDiff(['s', 't'])).sort(), ['a', 'c']);
  assert.equal(await redis.sInterCard(['s', 't'], 5), 1);
  assert.equal(await redis.sUnionStore('u', ['s', 't']), 4);
  assert.equal(await redis.sMove('s', 't', 'a'), 1);
  assert.equal((await redis.sRandMemberCount('s', -7)).length, 7);
  assert.deepEqual((await redis.sPopCount('s', 5)).sort(), ['b', 'c']);
  assert.equal(await redis.sPop('s'), null);
  assert.equal(await redis.sRem('t', ['a', 'b', 'none']), 2);
});

test('hashes', async () => {
  assert.equal(await redis.hSet('h', { f: '1', g: '2' }), 2);
  assert.equal(await redis.hSet('h', 'f', '3'), 0);
  assert.equal(await redis.hSetNX('h', 'f', '4'), 0);
  same(await redis.hGetAll('h'), { f: '3', g: '2' });
  same(await redis.hGetAll('none'), {});
  assert.deepEqual(await redis.hmGet('h', ['f', 'none']), ['3', null]);
  assert.equal(await redis.hIncrBy('h', 'f', 10), 13);
  assert.equal(await redis.hIncrByFloat('h', 'f', 0.5), '13.5');
  assert.deepEqual((await redis.hKeys('h')).sort(), ['f', 'g']);
  assert.deepEqual((await redis.hVals('h')).sort(), ['13.5', '2']);
  assert.equal(await redis.hLen('h'), 2);
  assert.equal(await redis.hStrLen('h', 'f'), 4);
  assert.equal(await redis.hExists('h', 'none'), 0);
  const drawn = await redis.hRandFieldCountWithValues('h', 2);
  same(drawn.sort((a, b) => (a.field < b.field ? -1 : 1)), [
    { field: 'f', value: '13.5' }, { field: 'g', value: '2' }]);
  assert.equal(await redis.hDel('h', ['f', 'g', 'none']), 2);
  assert.equal(await redis.exists('h'), 0);
});

test('hashes with expiring fields', newer, async () => {
  await redis.hSet('h', { a: '1', b: '2', c: '3' });
  assert.deepEqual(await redis.hExpire('h', ['a', 'none'], 100), [1, -2]);
  assert.deepEqual(await redis.hExpire('h', 'a', 50, 'NX'), [0]);
  const [left, ...others] = await redis.hTTL('h', ['a', 'b', 'none']);
  assert.ok(left > 90);
  assert.deepEqual(others, [-1, -2]);
  assert.ok((await redis.hpTTL('h', 'a'))[0] > 90_000);
  const when = Math.floor(Date.now() / 1000) + 1000;
  assert.deepEqual(await redis.hExpireAt('h', 'b', when), [1]);
  assert.deepEqual(await redis.hExpireTime('h', 'b'), [when]);
  assert.deepEqual(await redis.hPersist('h', ['a', 'c']), [1, -1]);
  assert.deepEqual(await redis.hpExpire('h', 'b', 20), [1]);
  await until('b has expired', async () => (await redis.hGet('h', 'b')) === null);
  same(await redis.hGetAll('h'), { a: '1', c: '3' });
  const options = { mode: 'FXX', expiration: { type: 'EX', value: 100 } };
  assert.equal(await redis.hSetEx('h', { a: '9' }, options), 1);
  assert.deepEqual(await redis.hGetEx('h', ['a', 'b'], { expiration: { type: 'PERSIST' } }), [
    '9', null]);
  assert.deepEqual(await redis.hGetDel('h', ['a', 'b']), ['9', null]);
  assert.deepEqual(await all(redis.hScanNoValuesIterator('h')), ['c']);
});

test('sorted sets', async () => {
  const abc = [{ score: 1, value: 'a' }, { score: 2, value: 'b' }, { score: 3, value: 'c' }];
  assert.equal(await redis.zAdd('z', abc), 3);
  assert.equal(await redis.zAdd('z', { score: 2.5, value: 'b' }, { comparison: 'GT', CH: true }), 1);
  assert.equal(await redis.zAddIncr('z', { score: 1, value: 'none' }, { condition: 'XX' }), null);
  assert.equal(await redis.zIncrBy('z', 0.5, 'c'), 3.5);
  assert.equal(await redis.zScore('z', 'b'), 2.5);
  assert.equal(await redis.zScore('z', 'none'), null);
  assert.deepEqual(await redis.zmScore('z', ['a', 'none']), [1, null]);
  same(await redis.zRangeWithScores('z', 0, 1), [
    { value: 'a', score: 1 }, { value: 'b', score: 2.5 }]);
  assert.deepEqual(await redis.zRange('z', '+inf', '(1', {
    BY: 'SCORE', REV: true, LIMIT: { offset: 0, count: 1 } }), ['c']);
  assert.deepEqual(await redis.zRangeByScore('z', 0, 3), ['a', 'b']);
  assert.equal(await redis.zRank('z', 'b'), 1);
  assert.equal(await redis.zRevRank('z', 'none'), null);
  assert.equal(await redis.zCount('z', 1, 3), 2);
  assert.equal(await redis.zRangeStore('stored', 'z', 0, -1), 3);
  await redis.zAdd('y', [{ score: 3, value: 'b' }, { score: 4, value: 'd' }]);
  const weighted = [{ key: 'z', weight: 1 }, { key: 'y', weight: 2 }];
  same(await redis.zUnionWithScores(weighted, { AGGREGATE: 'MAX' }), [
    { value: 'a', score: 1 }, { value: 'c', score: 3.5 },
    { value: 'b', score: 6 }, { value: 'd', score: 8 }]);
  same(await redis.zInterWithScores(['z', 'y']), [{ value: 'b', score: 5.5 }]);
  same(await redis.zDiffWithScores(['z', 'y']), [
    { value: 'a', score: 1 }, { value: 'c', score: 3.5 }]);
  assert.equal(await redis.zInterCard(['z', 'y']), 1);
  assert.equal(await redis.zInterStore('i', ['z', 'y']), 1);
  assert.equal((await redis.zRandMemberCountWithScores('z', -4)).length, 4);
  same(await redis.zPopMin('z'), { value: 'a', score: 1 });
  same(await redis.zPopMaxCount('z', 2), [{ value: 'c', score: 3.5 }, { value: 'b', score: 2.5 }]);
  assert.equal(await redis.zPopMax('z'), null);
  same(await redis.zmPop(['none', 'y'], 'MIN', { COUNT: 2 }), {
    key: 'y', members: [{ value: 'b', score: 3 }, { value: 'd', score: 4 }] });
  assert.equal(await redis.zmPop('none', 'MAX'), null);
  await redis.zAdd('inf', [{ score: Infinity, value: 'high' }, { score: -Infinity, value: 'low' }]);
  assert.equal(await redis.zScore('inf', 'low'), -Infinity);
  await redis.zAdd('lex', [{ score: 0, value: 'a' }, { score: 0, value: 'b' }]);
  assert.deepEqual(await redis.zRangeByLex('lex', '(a', '+'), ['b']);
  assert.equal(await redis.zLexCount('lex', '-', '[b'), 2);
  assert.equal(await redis.zRemRangeByLex('lex', '-', '[a'), 1);
  assert.equal(await redis.zRemRangeByRank('lex', 0, -1), 1);
});

test('geo', async () => {
  const places = [
    { longitude: 13.361389, latitude: 38.115556, member: 'Palermo' },
    { longitude: 15.087269, latitude: 37.502669, member: 'Catania' }];
  assert.equal(await redis.geoAdd('Sicily', places), 2);
  assert.equal(await redis.geoDist('Sicily', 'Palermo', 'Catania', 'km'), 166.2742);
  assert.equal(await redis.geoDist('Sicily', 'Palermo', 'none'), null);
  assert.deepEqual(await redis.geoHash('Sicily', ['Palermo', 'none']), ['sqc8b49rny0', null]);
  const [palermo, none] = await redis.geoPos('Sicily', ['Palermo', 'none']);
  assert.ok(Math.abs(Number(palermo.longitude) - 13.361389) < 0.00001);
  assert.equal(none, null);
  const found = await redis.geoSearchWith('Sicily', { longitude: 15, latitude: 37 },
    { radius: 200, unit: 'km' }, ['WITHDIST', 'WITHHASH', 'WITHCOORD'], { SORT: 'ASC' });
  assert.equal(found[0].member, 'Catania');
  assert.equal(Number(found[0].distance), 56.4413);
  assert.equal(found[0].hash, 3479447370796909);
  assert.ok(Math.abs(Number(found[1].coordinates.latitude) - 38.115556) < 0.00001);
  const box = { width: 400, height: 400, unit: 'km' };
  assert.equal((await redis.geoSearch('Sicily', 'Palermo', box)).length, 2);
  assert.equal(await redis.geoSearchStore('near', 'Sicily', 'Palermo', box, { STOREDIST: true }), 2);
  assert.equal(await redis.zScore('near', 'Palermo'), 0);
  assert.deepEqual(await redis.geoRadiusByMember('Sicily', 'Palermo', 9, 'km'), ['Palermo']);
});

test('HyperLogLog', async () => {
  assert.equal(await redis.pfAdd('p', ['a', 'b', 'c']), 1);
  assert.equal(await redis.pfAdd('p', 'a'), 0);
  await redis.pfAdd('q', ['c', 'd']);
  assert.equal(await redis.pfCount(['p', 'q']), 4);
  assert.equal(await redis.pfMerge('m', ['p', 'q']), 'OK');
  assert.equal(await redis.pfCount('m'), 4);
});

test('scans', async () => {
  const names = numbers(700).map((i) => `e${i}`);
  await redis.sAdd('set', names);
  await redis.hSet('hash', Object.fromEntries(names.map((name) => [name, `v${name}`])));
  await redis.zAdd('zset', names.map((value, i) => ({ score: i + 0.5, value })));
  await redis.mSet(Object.fromEntries(names.map((name) => [`key:${name}`, ''])));
  const members = new Set(await all(redis.sScanIterator('set', { COUNT: 100 })));
  assert.deepEqual(members, new Set(names));
  const fields = new Map((await all(redis.hScanIterator('hash', { COUNT: 100 })))
    .map(({ field, value }) => [field, value]));
  assert.equal(fields.size, 700);
  assert.equal(fields.get('e699'), 've699');
  const scores = new Map((await all(redis.zScanIterator('zset', { COUNT: 100 })))
    .map(({ value, score }) => [value, score]));
  assert.equal(scores.size, 700);
  assert.equal(scores.get('e699'), 699.5);
  assert.equal(new Set(await all(redis.scanIterator())).size, 703);
  assert.deepEqual(await all(redis.scanIterator({ TYPE: 'zset', COUNT: 50 })), ['zset']);
  assert.equal(new Set(await all(redis.scanIterator({ MATCH: 'key:e1?' }))).size, 10);
});

test('sort', async () => {
  await redis.rPush('list', ['10', '9', '1', '3']);
  assert.deepEqual(await redis.sort('list'), ['1', '3', '9', '10']);
  assert.deepEqual(await redis.sort('list', {
    ALPHA: true, DIRECTION: 'DESC', LIMIT: { offset: 0, count: 2 } }), ['9', '3']);
  await redis.mSet({ w_1: '4', w_3: '3', w_9: '2', w_10: '1', o_1: 'one' });
  assert.deepEqual(await redis.sortRo('list', { BY: 'w_*', GET: ['#', 'o_*'] }), [
    '10', null, '9', null, '3', null, '1', 'one']);
  assert.equal(await redis.sortStore('list', 'sorted'), 4);
  assert.deepEqual(await redis.lRange('sorted', 0, -1), ['1', '3', '9', '10']);
});

test('dump and restore', async () => {
  const raw = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  await redis.set('string', 'value');
  await redis.rPush('list', numbers(500).map(String));
  await redis.sAdd('set', ['a', 'b']);
  await redis.hSet('hash', { f: 'v' });
  await redis.zAdd('zset', { score: 1.5, value: 'm' });
  for (const key of ['string', 'list', 'set', 'hash', 'zset']) {
    const dump = await raw.dump(key);
    assert.equal(await redis.restore(`${key}'`, 100_000, dump), 'OK');
    assert.equal(await redis.type(`${key}'`), await redis.type(key));
    await assert.rejects(redis.restore(key, 0, dump), /BUSYKEY/);
    assert.equal(await redis.restore(key, 0, dump, { REPLACE: true }), 'OK');
  }
  assert.deepEqual(await redis.lRange("list'", 0, -1), numbers(500).map(String));
  assert.equal(await redis.zScore("zset'", 'm'), 1.5);
});
