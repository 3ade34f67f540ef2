// SPDX-License-Identifier: Apache-2.0
/** The string commands. */
@org.jspecify.annotations.NullMarked
package io.tarn.command.string;
