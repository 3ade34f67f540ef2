// SPDX-License-Identifier: Apache-2.0
// node-redis where more than one request or more than one connection takes part.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ErrorReply, MultiErrorReply, WatchError } = require('redis');
const { connect, redis, blocked, same } = require('./node-redis-rig.js');
const { protocol, Heard, numbers, soon } = require('./rig.js');

test('transactions', async () => {
  const other = await connect();
  same(await redis.multi().set('a', '1').rPush('list', 'x').hGetAll('none').zRangeWithScores('none', 0, -1)
    .zAdd('z', { score: 1.5, value: 'm' }).zScore('z', 'm').sMembers('none').exec(),
  ['OK', 1, {}, [], 1, 1.5, []]);
  await assert.rejects(redis.multi().incr('list').incr('n').exec(), (error) => {
    assert.ok(error instanceof MultiErrorReply);
    assert.match(error.replies[0].message, /^WRONGTYPE/);
    assert.equal(error.replies[1], 1);
    return true;
  });
  await redis.watch(['a', 'b']);
  await other.set('b', 'theirs');
  await assert.rejects(redis.multi().set('a', 'mine').exec(), WatchError);
  assert.equal(await redis.get('a'), '1');
  await redis.watch('a');
  assert.deepEqual(await redis.multi().incr('a').exec(), [2]);
  await redis.watch('a');
  await redis.unwatch();
  await other.set('a', '3');
  assert.deepEqual(await redis.multi().get('a').exec(), ['3']);
  await assert.rejects(redis.multi().set('a', '4').addCommand(['GET']).exec());
  assert.equal(await redis.get('a'), '3');
});

test('blocking pops', async () => {
  const waiting = await connect();
  await redis.rPush('ready', ['1', '2']);
  same(await waiting.blPop(['none', 'ready'], 1), { key: 'ready', element: '1' });
  assert.equal(await waiting.blPop('none', 0.05), null);
  assert.equal(await waiting.bzPopMin('none', 0.05), null);
  let answer = waiting.brPop(['a', 'b'], 10);
  await blocked(1);
  await redis.rPush('b', 'x');
  same(await soon(answer), { key: 'b', element: 'x' });
  answer = waiting.blMove('from', 'to', 'RIGHT', 'LEFT', 10);
  await blocked(1);
  await redis.rPush('from', ['y', 'z']);
  assert.equal(await soon(answer), 'z');
  answer = waiting.blmPop(10, ['q', 'r'], 'LEFT', { COUNT: 5 });
  await blocked(1);
  await redis.rPush('r', ['1', '2', '3']);
  assert.deepEqual(await soon(answer), ['r', ['1', '2', '3']]);
  answer = waiting.bzPopMax('z', 10);
  await blocked(1);
  await redis.zAdd('z', [{ score: 1, value: 'm' }, { score: 2.5, value: 'n' }]);
  same(await soon(answer), { key: 'z', value: 'n', score: 2.5 });
  answer = waiting.bzmPop(10, 'zz', 'MIN');
  await blocked(1);
  await redis.zAdd('zz', { score: 1, value: 'm' });
  same(await soon(answer), { key: 'zz', members: [{ value: 'm', score: 1 }] });
  const id = await waiting.clientId();
  answer = waiting.blPop('never', 10);
  await blocked(1);
  assert.equal(await redis.clientUnblock(id, 'TIMEOUT'), 1);
  assert.equal(await soon(answer), null);
  const behind = Promise.all([waiting.blPop('later', 10), waiting.set('after', '1')]);
  await blocked(1);
  assert.equal(await redis.get('after'), null);
  await redis.rPush('later', 'x');
  same(await soon(behind), [{ key: 'later', element: 'x' }, 'OK']);
});

test('publish and subscribe', async () => {
  const listening = await connect();
  const heard = new Heard();
  const hear = (message, channel) => heard.add(channel, message);
  await listening.subscribe(['news', 'sport'], hear);
  await listening.pSubscribe('w?ather*', hear);
  assert.equal(await redis.publish('news', 'hello'), 1);
  assert.equal(await redis.publish('weather:today', 'rain'), 1);
  assert.equal(await redis.publish('nobody', 'hears'), 0);
  assert.equal(await heard.next(), 'news hello');
  assert.equal(await heard.next(), 'weather:today rain');
  assert.deepEqual((await redis.pubSubChannels()).sort(), ['news', 'sport']);
  same(await redis.pubSubNumSub(['news', 'none']), { news: 1, none: 0 });
  assert.equal(await redis.pubSubNumPat(), 1);
  assert.equal(await listening.ping(), protocol === 2 ? 'pong' : 'PONG'); // a listener's RESP2 pong is a push
  await listening.unsubscribe('news');
  await listening.pUnsubscribe('w?ather*');
  assert.equal(await redis.publish('weather', 'unheard'), 0);
  await listening.unsubscribe();
  assert.equal(String(await listening.set('a', '1')), 'OK'); // a listener's RESP2 parser answers bytes
  await listening.sSubscribe(['{s}one', '{s}two'], hear);
  assert.equal(await redis.sPublish('{s}two', 'hello'), 1);
  assert.equal(await heard.next(), '{s}two hello');
  assert.deepEqual((await redis.pubSubShardChannels()).sort(), ['{s}one', '{s}two']);
  same(await redis.pubSubShardNumSub(['{s}one']), { '{s}one': 1 });
  await listening.sUnsubscribe(['{s}one', '{s}two']);
  assert.deepEqual(await redis.pubSubShardChannels(), []);
});

test('keyspace notifications', async () => {
  const listening = await connect();
  const heard = new Heard();
  await redis.configSet('notify-keyspace-events', 'KEA');
  await listening.pSubscribe('__key*@0__:*', (message, channel) => heard.add(channel, message));
  await redis.hSet('hash', { f: '1' });
  await redis.hDel('hash', 'f');
  await redis.set('short', 'v', { PX: 10 });
  for (const [key, event] of [['hash', 'hset'], ['hash', 'hdel'], ['hash', 'del'], ['short', 'set'],
    ['short', 'expire'], ['short', 'expired']]) {
    assert.equal(await heard.next(), `__keyspace@0__:${key} ${event}`);
    assert.equal(await heard.next(), `__keyevent@0__:${event} ${key}`);
  }
});

test('pipelines', async () => {
  const together = await Promise.all(numbers(1000).flatMap((i) => [
    redis.incr('counter'), redis.rPush('list', `e${i}`), redis.zAdd('zset', { score: i, value: `e${i}` })]));
  assert.equal(together[2997], 1000);
  assert.equal(together[2998], 1000);
  const piped = redis.multi();
  numbers(500).forEach((i) => piped.hSet('hash', `f${i}`, 'v'));
  const answers = await piped.lRange('list', 0, -1).execAsPipeline();
  assert.equal(answers.length, 501);
  assert.equal(answers[500].length, 1000);
});

test('connections and errors', async () => {
  assert.equal(await redis.clientSetName('families'), 'OK');
  assert.equal(await redis.clientGetName(), 'families');
  const me = await redis.clientInfo();
  assert.equal(me.name, 'families');
  assert.equal(me.id, await redis.clientId());
  assert.ok((await redis.clientList()).some((client) => client.name === 'families'));
  assert.equal(await redis.echo('text'), 'text');
  assert.equal((await redis.hello()).proto, (await redis.clientInfo()).resp);
  assert.ok((await redis.commandCount()) > 150);
  const [get] = await redis.commandInfo(['get']);
  assert.equal(get.arity, 2);
  assert.ok(get.flags.has('readonly'));
  assert.deepEqual(await redis.commandGetKeys(['MSET', 'a', '1', 'b', '2']), ['a', 'b']);
  same(await redis.configGet('appendonly'), { appendonly: 'no' });
  await redis.set('s', 'text');
  const refused = (message) => (error) => {
    assert.ok(error instanceof ErrorReply);
    assert.equal(error.message, message);
    return true;
  };
  await assert.rejects(redis.lPush('s', 'a'),
    refused('WRONGTYPE Operation against a key holding the wrong kind of value'));
  await assert.rejects(redis.incr('s'), refused('ERR value is not an integer or out of range'));
  await assert.rejects(redis.sendCommand(['NOSUCH', 'a']),
    refused("ERR unknown command 'NOSUCH', with args beginning with: 'a' "));
  await assert.rejects(redis.sendCommand(['LLEN']),
    refused("ERR wrong number of arguments for 'llen' command"));
});
