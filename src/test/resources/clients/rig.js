// SPDX-License-Identifier: Apache-2.0
// What the scripts of both clients share: where the server is, and waiting.
'use strict';

const host = process.env.TARN_HOST || '127.0.0.1';
const port = Number(process.env.TARN_PORT);
const protocol = Number(process.env.TARN_RESP || 3);
// Commands that came after Redis 7.0 are only left out for another server that does not know them.
const newer = process.env.TARN_NEWER !== 'no' ? {} : { skip: 'the server is older than this command' };

/** Waits until `condition` answers true; each look costs a request or so. */
async function until(what, condition) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`not within 20 s: ${what}`);
    }
    await new Promise(setImmediate);
  }
}

/** Takes what is pushed to a listener, one by one and in order. */
class Heard {
  #lines = [];

  add(...words) {
    this.#lines.push(words.join(' '));
  }

  async next() {
    await until('the next message', () => this.#lines.length > 0);
    return this.#lines.shift();
  }
}

/** The numbers from 0 up to but not including `end`. */
function numbers(end) {
  return Array.from({ length: end }, (_, i) => i);
}

/** A promise that fails after 20 seconds, so that a test of a lost answer ends. */
function soon(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 20 s')), 20_000);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

module.exports = { host, port, protocol, newer, until, Heard, numbers, soon };
