// SPDX-License-Identifier: Apache-2.0
/** One slot's keys. */
@org.jspecify.annotations.NullMarked
package io.tarn.keyspace;
