// SPDX-License-Identifier: Apache-2.0
// Connections of ioredis for one script: an empty server before each test, all closed at the end.
'use strict';

const { after, before, beforeEach } = require('node:test');
const Redis = require('ioredis');
const { host, port, protocol, until } = require('./rig.js');

const open = [];

function connect(more) {
  const options = { host, port, protocol, retryStrategy: null, maxRetriesPerRequest: 0, ...more };
  const client = new Redis(options);
  open.push(client);
  return client;
}

const redis = connect();

/** Waits until so many connections wait in a blocking command. */
async function blocked(clients) {
  await until(`blocked_clients is ${clients}`, async () =>
    (await redis.info('clients')).includes(`blocked_clients:${clients}\r\n`));
}

before(() => redis.ping());

beforeEach(async () => {
  await redis.flushall();
  await redis.config('SET', 'notify-keyspace-events', '');
});

after(() => open.forEach((client) => client.disconnect()));

module.exports = { connect, redis, blocked };
