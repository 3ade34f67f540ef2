// SPDX-License-Identifier: Apache-2.0
/** {@code ./tarn cli}. */
@org.jspecify.annotations.NullMarked
package io.tarn.node.cli;
