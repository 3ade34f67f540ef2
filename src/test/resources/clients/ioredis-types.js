// SPDX-License-Identifier: Apache-2.0
// ioredis on keys and values of every type. Unless told otherwise it answers in the shapes of RESP2.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { connect, redis } = require('./ioredis-rig.js');
const { protocol, newer, until, numbers } = require('./rig.js');

async function all(stream) {
  const found = [];
  for await (const some of stream) {
    found.push(...some);
  }
  return found;
}

function pairs(flat) {
  return Object.fromEntries(numbers(flat.length / 2).map((i) => [flat[2 * i], flat[2 * i + 1]]));
}

test('protocol', async () => {
  const id = await redis.client('ID');
  const me = (await redis.client('LIST')).split('\n').find((line) => line.startsWith(`id=${id} `));
  assert.match(me, new RegExp(` resp=${protocol}\\b`));
});

test('replies in the shapes of RESP3', { skip: protocol === 2 }, async () => {
  const plain = connect({ replyMapping: 'resp3' });
  await plain.zadd('z', 1.5, 'a', 'inf', 'b');
  assert.equal(await plain.zscore('z', 'a'), 1.5);
  assert.deepEqual(await plain.zrange('z', 0, -1, 'WITHSCORES'), [['a', 1.5], ['b', Infinity]]);
  assert.deepEqual(await plain.zpopmin('z'), ['a', 1.5]);
  assert.equal(await plain.zincrby('z', 1, 'c'), 1);
  assert.deepEqual(await plain.config('GET', 'maxmemory-policy*'), {
    'maxmemory-policy': (await redis.config('GET', 'maxmemory-policy'))[1],
  });
  await plain.hset('h', { f: '1' });
  assert.deepEqual(await plain.hgetall('h'), { f: '1' });
  assert.deepEqual(await plain.hrandfield('h', 1, 'WITHVALUES'), [['f', '1']]);
  assert.deepEqual(await plain.geopos('none', 'a'), [null]);
});

test('strings', async () => {
  assert.equal(await redis.set('s', 'Hello', 'EX', 100, 'NX'), 'OK');
  assert.equal(await redis.set('s', 'other', 'NX'), null);
  assert.equal(await redis.set('s', 'Hello World', 'KEEPTTL', 'GET'), 'Hello');
  assert.ok((await redis.ttl('s')) > 90);
  assert.equal(await redis.getrange('s', -5, -1), 'World');
  assert.equal(await redis.setrange('s', 6, 'Tarn!'), 11);
  assert.equal(await redis.getex('s', 'PERSIST'), 'Hello Tarn!');
  assert.equal(await redis.ttl('s'), -1);
  assert.equal(await redis.getdel('s'), 'Hello Tarn!');
  assert.equal(await redis.get('s'), null);
  assert.equal(await redis.incrby('n', 10), 10);
  assert.equal(await redis.decr('n'), 9);
  assert.equal(await redis.incrbyfloat('n', 0.5), '9.5');
  assert.equal(await redis.mset({ a: '1', b: '2' }), 'OK');
  assert.equal(await redis.msetnx('b', '3', 'c', '4'), 0);
  assert.deepEqual(await redis.mget('a', 'none', 'b'), ['1', null, '2']);
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  await redis.set(Buffer.from([255, 0]), bytes);
  assert.deepEqual(await redis.getBuffer(Buffer.from([255, 0])), bytes);
  await redis.mset('l1', 'ohmytext', 'l2', 'mynewtext');
  assert.equal(await redis.lcs('l1', 'l2'), 'mytext');
  assert.deepEqual(await redis.lcs('l1', 'l2', 'IDX', 'MINMATCHLEN', 4), [
    'matches', [[[4, 7], [5, 8]]], 'len', 6]);
});

test('bitmaps', async () => {
  assert.equal(await redis.setbit('b', 7, 1), 0);
  assert.equal(await redis.getbit('b', 7), 1);
  await redis.mset('c', 'foobar', 'd', 'abcdef');
  assert.equal(await redis.bitcount('c', 5, 30, 'BIT'), 17);
  assert.equal(await redis.bitpos('c', 1, 8, -1, 'BIT'), 9);
  assert.equal(await redis.bitop('AND', 'e', 'c', 'd'), 6);
  assert.equal(await redis.get('e'), '`bc`ab');
  assert.deepEqual(
    await redis.bitfield('f', 'INCRBY', 'i5', 100, 1, 'GET', 'u4', 0, 'OVERFLOW', 'FAIL',
      'INCRBY', 'u2', 102, 3, 'INCRBY', 'u2', 102, 3),
    [1, 0, 3, null]);
});

test('keys and expiry', async () => {
  await redis.mset('a', '1', 'b', '2', 'c', '3');
  assert.deepEqual((await redis.keys('[ab]')).sort(), ['a', 'b']);
  assert.equal(await redis.exists('a', 'b', 'b', 'none'), 3);
  assert.equal(await redis.touch('a', 'none'), 1);
  assert.equal(await redis.expire('a', 100, 'NX'), 1);
  assert.equal(await redis.expire('a', 50, 'GT'), 0);
  const when = Math.floor(Date.now() / 1000) + 1000;
  assert.equal(await redis.expireat('a', when), 1);
  assert.equal(await redis.expiretime('a'), when);
  assert.equal(await redis.pexpiretime('a'), when * 1000);
  assert.equal(await redis.persist('a'), 1);
  await redis.psetex('short', 20, 'v');
  await until('short has expired', async () => (await redis.get('short')) === null);
  assert.equal(await redis.rename('a', 'aa'), 'OK');
  assert.equal(await redis.renamenx('aa', 'b'), 0);
  assert.equal(await redis.copy('aa', 'b', 'REPLACE'), 1);
  assert.equal(await redis.object('ENCODING', 'b'), 'int');
  assert.equal(await redis.type('none'), 'none');
  assert.equal(await redis.unlink('aa', 'b', 'none'), 2);
  assert.equal(await redis.randomkey(), 'c');
  assert.equal(await redis.dbsize(), 1);
});

test('lists', async () => {
  assert.equal(await redis.rpush('l', 'b', 'c', 'd'), 3);
  assert.equal(await redis.lpush('l', 'a'), 4);
  assert.deepEqual(await redis.lrange('l', 0, -1), ['a', 'b', 'c', 'd']);
  assert.equal(await redis.lindex('l', -1), 'd');
  assert.equal(await redis.linsert('l', 'AFTER', 'b', 'b2'), 5);
  assert.equal(await redis.lset('l', 0, 'A'), 'OK');
  assert.equal(await redis.lpos('l', 'b2'), 2);
  assert.deepEqual(await redis.lpos('l', 'd', 'COUNT', 0), [4]);
  assert.equal(await redis.lrem('l', 0, 'b2'), 1);
  assert.equal(await redis.ltrim('l', 0, 2), 'OK');
  assert.equal(await redis.lmove('l', 'm', 'LEFT', 'RIGHT'), 'A');
  assert.deepEqual(await redis.rpop('l', 5), ['c', 'b']);
  assert.equal(await redis.lpop('l'), null);
  assert.equal(await redis.lpop('l', 2), null);
  await redis.rpush('n', '1', '2', '3');
  assert.deepEqual(await redis.lmpop(2, 'none', 'n', 'RIGHT', 'COUNT', 2), ['n', ['3', '2']]);
  assert.equal(await redis.lmpop(1, 'none', 'LEFT'), null);
});

test('sets', async () => {
  assert.equal(await redis.sadd('s', 'a', 'b', 'c', 'a'), 3);
  assert.equal(await redis.sadd('t', 'b', 'x'), 2);
  assert.deepEqual((await redis.smembers('s')).sort(), ['a', 'b', 'c']);
  assert.deepEqual(await redis.smembers('none'), []);
  assert.equal(await redis.sismember('s', 'a'), 1);
  assert.deepEqual(await redis.smismember('s', 'a', 'x'), [1, 0]);
  assert.deepEqual(await redis.sinter('s', 't'), ['b']);
  assert.deepEqual((await redis.sunion('s', 't')).sort(), ['a', 'b', 'c', 'x']);
  assert.deepEqual((await redis.sdiff('s', 't')).sort(), ['a', 'c']);
  assert.equal(await redis.sintercard(2, 's', 't', 'LIMIT', 5), 1);
  assert.equal(await redis.sunionstore('u', 's', 't'), 4);
  assert.equal(await redis.smove('s', 't', 'a'), 1);
  assert.equal((await redis.srandmember('s', -7)).length, 7);
  assert.deepEqual((await redis.spop('s', 5)).sort(), ['b', 'c']);
  assert.equal(await redis.spop('s'), null);
  assert.equal(await redis.srem('t', 'a', 'b', 'none'), 2);
});

test('hashes', async () => {
  assert.equal(await redis.hset('h', { f: '1', g: '2' }), 2);
  assert.equal(await redis.hset('h', new Map([['f', '3']])), 0);
  assert.equal(await redis.hsetnx('h', 'f', '4'), 0);
  assert.deepEqual(await redis.hgetall('h'), { f: '3', g: '2' });
  assert.deepEqual(await redis.hgetall('none'), {});
  assert.deepEqual(await redis.hmget('h', 'f', 'none'), ['3', null]);
  assert.equal(await redis.hincrby('h', 'f', 10), 13);
  assert.equal(await redis.hincrbyfloat('h', 'f', 0.5), '13.5');
  assert.deepEqual((await redis.hkeys('h')).sort(), ['f', 'g']);
  assert.deepEqual((await redis.hvals('h')).sort(), ['13.5', '2']);
  assert.equal(await redis.hlen('h'), 2);
  assert.equal(await redis.hstrlen('h', 'f'), 4);
  assert.equal(await redis.hexists('h', 'none'), 0);
  assert.deepEqual(pairs((await redis.hrandfield('h', 2, 'WITHVALUES')).flat()), {
    f: '13.5', g: '2' });
  assert.equal(await redis.hdel('h', 'f', 'g', 'none'), 2);
  assert.equal(await redis.exists('h'), 0);
});

test('hashes with expiring fields', newer, async () => {
  await redis.hset('h', { a: '1', b: '2', c: '3' });
  assert.deepEqual(await redis.hexpire('h', 100, 'FIELDS', 2, 'a', 'none'), [1, -2]);
  assert.deepEqual(await redis.hexpire('h', 50, 'NX', 'FIELDS', 1, 'a'), [0]);
  const [left, ...others] = await redis.httl('h', 'FIELDS', 3, 'a', 'b', 'none');
  assert.ok(left > 90);
  assert.deepEqual(others, [-1, -2]);
  assert.deepEqual(await redis.hpersist('h', 'FIELDS', 2, 'a', 'b'), [1, -1]);
  assert.deepEqual(await redis.hpexpire('h', 20, 'FIELDS', 1, 'b'), [1]);
  await until('b has expired', async () => (await redis.hget('h', 'b')) === null);
  assert.deepEqual(await redis.hgetall('h'), { a: '1', c: '3' });
  assert.equal(await redis.call('HSETEX', 'h', 'FXX', 'EX', 100, 'FIELDS', 1, 'a', '9'), 1);
  assert.deepEqual(await redis.call('HGETEX', 'h', 'PERSIST', 'FIELDS', 2, 'a', 'b'), ['9', null]);
  assert.deepEqual(await redis.call('HGETDEL', 'h', 'FIELDS', 1, 'a'), ['9']);
  assert.deepEqual(await redis.hexpireat('h', 1, 'FIELDS', 1, 'c'), [2]);
  assert.equal(await redis.exists('h'), 0);
});

test('sorted sets', async () => {
  assert.equal(await redis.zadd('z', 1, 'a', 2, 'b', 3, 'c'), 3);
  assert.equal(await redis.zadd('z', 'GT', 'CH', 2.5, 'b'), 1);
  assert.equal(await redis.zadd('z', 'XX', 'INCR', 1, 'none'), null);
  assert.equal(await redis.zincrby('z', 0.5, 'c'), '3.5');
  assert.equal(await redis.zscore('z', 'b'), '2.5');
  assert.deepEqual(await redis.zmscore('z', 'a', 'none'), ['1', null]);
  assert.deepEqual(await redis.zrange('z', 0, 1, 'WITHSCORES'), ['a', '1', 'b', '2.5']);
  assert.deepEqual(await redis.zrange('z', '+inf', '(1', 'BYSCORE', 'REV', 'LIMIT', 0, 1), ['c']);
  assert.deepEqual(await redis.zrevrangebyscore('z', 3, 0, 'WITHSCORES'), ['b', '2.5', 'a', '1']);
  assert.equal(await redis.zrank('z', 'b'), 1);
  assert.equal(await redis.zrevrank('z', 'none'), null);
  assert.equal(await redis.zcount('z', 1, 3), 2);
  assert.equal(await redis.zrangestore('stored', 'z', 0, -1), 3);
  await redis.zadd('y', 3, 'b', 4, 'd');
  assert.deepEqual(
    await redis.zunion(2, 'z', 'y', 'WEIGHTS', 1, 2, 'AGGREGATE', 'MAX', 'WITHSCORES'),
    ['a', '1', 'c', '3.5', 'b', '6', 'd', '8']);
  assert.deepEqual(await redis.zinter(2, 'z', 'y', 'WITHSCORES'), ['b', '5.5']);
  assert.deepEqual(await redis.zdiff(2, 'z', 'y', 'WITHSCORES'), ['a', '1', 'c', '3.5']);
  assert.equal(await redis.zinterstore('i', 2, 'z', 'y'), 1);
  assert.equal((await redis.zrandmember('z', -4, 'WITHSCORES')).flat().length, 8);
  assert.deepEqual(await redis.zpopmin('z'), ['a', '1']);
  assert.deepEqual(await redis.zpopmax('z', 2), ['c', '3.5', 'b', '2.5']);
  assert.deepEqual(await redis.zpopmax('z', 2), []);
  const popped = await redis.zmpop(2, 'none', 'y', 'MIN', 'COUNT', 2);
  assert.deepEqual(popped, ['y', [['b', '3'], ['d', '4']]]);
  await redis.zadd('lex', 0, 'a', 0, 'b', 0, 'c');
  assert.deepEqual(await redis.zrangebylex('lex', '(a', '+'), ['b', 'c']);
  assert.equal(await redis.zlexcount('lex', '-', '[b'), 2);
  assert.equal(await redis.zremrangebylex('lex', '-', '[b'), 2);
  assert.equal(await redis.zremrangebyrank('lex', 0, -1), 1);
});

test('geo', async () => {
  assert.equal(
    await redis.geoadd('Sicily', 13.361389, 38.115556, 'Palermo', 15.087269, 37.502669, 'Catania'),
    2);
  assert.equal(await redis.geodist('Sicily', 'Palermo', 'Catania', 'KM'), '166.2742');
  assert.deepEqual(await redis.geohash('Sicily', 'Palermo', 'none'), ['sqc8b49rny0', null]);
  const [palermo, none] = await redis.geopos('Sicily', 'Palermo', 'none');
  assert.ok(Math.abs(Number(palermo[0]) - 13.361389) < 0.00001);
  assert.equal(none, null);
  const found = await redis.geosearch('Sicily', 'FROMLONLAT', 15, 37, 'BYRADIUS', 200, 'km', 'ASC',
    'WITHCOORD', 'WITHDIST', 'WITHHASH');
  assert.equal(found[0][0], 'Catania');
  assert.equal(found[0][1], '56.4413');
  assert.equal(found[0][2], 3479447370796909);
  assert.ok(Math.abs(Number(found[1][3][1]) - 38.115556) < 0.00001);
  assert.equal(await redis.geosearchstore('near', 'Sicily', 'FROMMEMBER', 'Palermo', 'BYBOX', 400, 400,
    'km'), 2);
  assert.deepEqual(await redis.georadiusbymember('Sicily', 'Palermo', 9, 'km'), ['Palermo']);
});

test('HyperLogLog', async () => {
  assert.equal(await redis.pfadd('p', 'a', 'b', 'c'), 1);
  assert.equal(await redis.pfadd('p', 'a'), 0);
  await redis.pfadd('q', 'c', 'd');
  assert.equal(await redis.pfcount('p', 'q'), 4);
  assert.equal(await redis.pfmerge('m', 'p', 'q'), 'OK');
  assert.equal(await redis.pfcount('m'), 4);
});

test('scans', async () => {
  const names = numbers(700).map((i) => `e${i}`);
  await redis.sadd('set', ...names);
  await redis.hset('hash', Object.fromEntries(names.map((name) => [name, `v${name}`])));
  await redis.zadd('zset', ...names.flatMap((name, i) => [i + 0.5, name]));
  await redis.mset(Object.fromEntries(names.map((name) => [`key:${name}`, ''])));
  const members = new Set(await all(redis.sscanStream('set', { count: 100 })));
  assert.deepEqual(members, new Set(names));
  const fields = pairs(await all(redis.hscanStream('hash', { count: 100 })));
  assert.equal(Object.keys(fields).length, 700);
  assert.equal(fields.e699, 've699');
  const scores = pairs(await all(redis.zscanStream('zset', { count: 100 })));
  assert.equal(Object.keys(scores).length, 700);
  assert.equal(scores.e699, '699.5');
  assert.equal(new Set(await all(redis.scanStream())).size, 703);
  assert.deepEqual(await all(redis.scanStream({ type: 'zset', count: 50 })), ['zset']);
  assert.equal(new Set(await all(redis.scanStream({ match: 'key:e1?' }))).size, 10);
});

test('sort', async () => {
  await redis.rpush('list', '10', '9', '1', '3');
  assert.deepEqual(await redis.sort('list'), ['1', '3', '9', '10']);
  assert.deepEqual(await redis.sort('list', 'LIMIT', 0, 2, 'ALPHA', 'DESC'), ['9', '3']);
  await redis.mset('w_1', 4, 'w_3', 3, 'w_9', 2, 'w_10', 1, 'o_1', 'one');
  assert.deepEqual(await redis.sort('list', 'BY', 'w_*', 'GET', '#', 'GET', 'o_*'), [
    '10', null, '9', null, '3', null, '1', 'one']);
  assert.equal(await redis.sort('list', 'STORE', 'sorted'), 4);
  assert.deepEqual(await redis.lrange('sorted', 0, -1), ['1', '3', '9', '10']);
});

test('dump and restore', async () => {
  await redis.set('string', 'value');
  await redis.rpush('list', ...numbers(500));
  await redis.sadd('set', 'a', 'b');
  await redis.hset('hash', { f: 'v' });
  await redis.zadd('zset', 1.5, 'm');
  for (const key of ['string', 'list', 'set', 'hash', 'zset']) {
    const dump = await redis.dumpBuffer(key);
    assert.equal(await redis.restore(`${key}'`, 100_000, dump), 'OK');
    assert.equal(await redis.type(`${key}'`), await redis.type(key));
    await assert.rejects(redis.restore(key, 0, dump), /^ReplyError: BUSYKEY/);
    assert.equal(await redis.restore(key, 0, dump, 'REPLACE'), 'OK');
    assert.deepEqual(await redis.dumpBuffer(key), dump);
  }
  assert.deepEqual(await redis.lrange("list'", 0, -1), numbers(500).map(String));
  assert.equal(await redis.zscore("zset'", 'm'), '1.5');
});
