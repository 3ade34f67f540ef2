// SPDX-License-Identifier: Apache-2.0
/** Counters. */
@org.jspecify.annotations.NullMarked
package io.tarn.metric;
