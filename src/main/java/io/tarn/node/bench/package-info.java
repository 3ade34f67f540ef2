// SPDX-License-Identifier: Apache-2.0
/** {@code ./tarn bench}. */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench;
