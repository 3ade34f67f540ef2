// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

/**
 * What a writer was told instead of an answer.
 *
 * @param at when
 * @param entry whom it asked
 * @param firstOwner who owned the keys when the workload began
 * @param text the error as the server or the system worded it
 */
record Problem(long at, Endpoint entry, Endpoint firstOwner, String text) {}
