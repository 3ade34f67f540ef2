// SPDX-License-Identifier: Apache-2.0
// ioredis where more than one request or more than one connection takes part.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { connect, redis, blocked } = require('./ioredis-rig.js');
const { Heard, numbers, soon } = require('./rig.js');

test('transactions', async () => {
  const other = connect();
  const answers = await redis.multi().set('a', '1').rpush('list', 'x').incr('list').hgetall('none')
    .zrange('none', 0, -1, 'WITHSCORES').exec();
  assert.deepEqual(answers[0], [null, 'OK']);
  assert.deepEqual(answers[1], [null, 1]);
  assert.match(answers[2][0].message, /^WRONGTYPE/);
  assert.deepEqual(answers[3], [null, {}]);
  assert.deepEqual(answers[4], [null, []]);
  await redis.watch('a', 'b');
  await other.set('b', 'theirs');
  assert.equal(await redis.multi().set('a', 'mine').exec(), null);
  assert.equal(await redis.get('a'), '1');
  await redis.watch('a');
  assert.deepEqual(await redis.multi().incr('a').exec(), [[null, 2]]);
  await assert.rejects(redis.multi().set('a', '3').call('get').exec(), /^ReplyError: EXECABORT/);
  await redis.multi({ pipeline: false });
  assert.equal(await redis.set('a', 'never'), 'QUEUED');
  assert.equal(await redis.discard(), 'OK');
  assert.equal(await redis.get('a'), '2');
});

test('blocking pops', async () => {
  const waiting = connect();
  await redis.rpush('ready', '1', '2');
  assert.deepEqual(await waiting.blpop('none', 'ready', 1), ['ready', '1']);
  assert.equal(await waiting.blpop('none', 0.05), null);
  assert.equal(await waiting.bzpopmin('none', 0.05), null);
  let answer = waiting.brpop('a', 'b', 10);
  await blocked(1);
  await redis.rpush('b', 'x');
  assert.deepEqual(await soon(answer), ['b', 'x']);
  answer = waiting.blmove('from', 'to', 'RIGHT', 'LEFT', 10);
  await blocked(1);
  await redis.rpush('from', 'y', 'z');
  assert.equal(await soon(answer), 'z');
  answer = waiting.blmpop(10, 2, 'q', 'r', 'LEFT', 'COUNT', 5);
  await blocked(1);
  await redis.rpush('r', '1', '2', '3');
  assert.deepEqual(await soon(answer), ['r', ['1', '2', '3']]);
  answer = waiting.bzpopmax('z', 10);
  await blocked(1);
  await redis.zadd('z', 1, 'm', 2.5, 'n');
  assert.deepEqual(await soon(answer), ['z', 'n', '2.5']);
  answer = waiting.bzmpop(10, 1, 'zz', 'MIN');
  await blocked(1);
  await redis.zadd('zz', 1, 'm');
  assert.deepEqual(await soon(answer), ['zz', [['m', '1']]]);
  answer = waiting.blpop('never', 10);
  await blocked(1);
  waiting.disconnect();
  await assert.rejects(soon(answer), /Connection is closed/);
  await blocked(0);
});

test('publish and subscribe', async () => {
  const listening = connect();
  const heard = new Heard();
  listening.on('message', (channel, message) => heard.add('message', channel, message));
  listening.on('pmessage', (...words) => heard.add('pmessage', ...words));
  listening.on('smessage', (channel, message) => heard.add('smessage', channel, message));
  assert.equal(await listening.subscribe('news', 'sport'), 2);
  assert.equal(await listening.psubscribe('w?ather*'), 3);
  assert.equal(await redis.publish('news', 'hello'), 1);
  assert.equal(await redis.publish('weather:today', 'rain'), 1);
  assert.equal(await redis.publish('nobody', 'hears'), 0);
  assert.equal(await heard.next(), 'message news hello');
  assert.equal(await heard.next(), 'pmessage w?ather* weather:today rain');
  assert.deepEqual((await redis.pubsub('CHANNELS')).sort(), ['news', 'sport']);
  assert.deepEqual(await redis.pubsub('NUMSUB', 'news', 'none'), ['news', 1, 'none', 0]);
  assert.equal(await redis.pubsub('NUMPAT'), 1);
  assert.equal(await listening.unsubscribe('news'), 2);
  assert.equal(await listening.punsubscribe('w?ather*'), 1);
  assert.equal(await listening.unsubscribe('sport'), 0);
  assert.equal(await listening.set('a', '1'), 'OK');
  assert.equal(await listening.ssubscribe('{s}one', '{s}two'), 2);
  assert.equal(await redis.spublish('{s}two', 'hello'), 1);
  assert.equal(await heard.next(), 'smessage {s}two hello');
  assert.deepEqual(await redis.pubsub('SHARDNUMSUB', '{s}one'), ['{s}one', 1]);
  assert.equal(await listening.sunsubscribe('{s}one', '{s}two'), 0);
});

test('keyspace notifications', async () => {
  const listening = connect();
  const heard = new Heard();
  await redis.config('SET', 'notify-keyspace-events', 'KEA');
  listening.on('pmessage', (pattern, channel, message) => heard.add(channel, message));
  await listening.psubscribe('__key*@0__:*');
  await redis.lpush('list', 'a');
  await redis.lpop('list');
  await redis.set('short', 'v', 'PX', 10);
  for (const [key, event] of [['list', 'lpush'], ['list', 'lpop'], ['list', 'del'], ['short', 'set'],
    ['short', 'expire'], ['short', 'expired']]) {
    assert.equal(await heard.next(), `__keyspace@0__:${key} ${event}`);
    assert.equal(await heard.next(), `__keyevent@0__:${event} ${key}`);
  }
});

test('pipelines', async () => {
  const pipeline = redis.pipeline();
  for (const i of numbers(500)) {
    pipeline.set(`key${i}`, 'v').rpush('list', `e${i}`).zadd('zset', i, `e${i}`).hlen('none');
  }
  const answers = await pipeline.incr('list').lrange('list', 0, -1).exec();
  assert.equal(answers.length, 2002);
  assert.deepEqual(answers[1997], [null, 500]);
  assert.match(answers[2000][0].message, /^WRONGTYPE/);
  assert.equal(answers[2001][1].length, 500);
  const together = await Promise.all(numbers(1000).map(() => redis.incr('counter')));
  assert.deepEqual(together, numbers(1000).map((i) => i + 1));
});

test('connections and errors', async () => {
  assert.equal(await redis.client('SETNAME', 'families'), 'OK');
  assert.equal(await redis.client('GETNAME'), 'families');
  assert.match(await redis.client('INFO'), / name=families /);
  assert.equal(await redis.echo('text'), 'text');
  assert.equal(await redis.ping(), 'PONG');
  assert.ok((await redis.command('COUNT')) > 150);
  assert.equal((await redis.command('INFO', 'get'))[0][1], 2);
  await redis.set('s', 'text');
  await assert.rejects(redis.lpush('s', 'a'), {
    name: 'ReplyError',
    message: 'WRONGTYPE Operation against a key holding the wrong kind of value',
  });
  await assert.rejects(redis.incr('s'), { message: 'ERR value is not an integer or out of range' });
  await assert.rejects(redis.call('NOSUCH', 'a'), {
    message: "ERR unknown command 'NOSUCH', with args beginning with: 'a' ",
  });
  await assert.rejects(redis.call('llen'), {
    message: "ERR wrong number of arguments for 'llen' command",
  });
});
