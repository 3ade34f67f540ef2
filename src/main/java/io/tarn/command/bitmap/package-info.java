// SPDX-License-Identifier: Apache-2.0
/** The bitmap commands. */
@org.jspecify.annotations.NullMarked
package io.tarn.command.bitmap;
