// SPDX-License-Identifier: Apache-2.0
/** The key commands. */
@org.jspecify.annotations.NullMarked
package io.tarn.command.key;
