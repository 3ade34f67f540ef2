// SPDX-License-Identifier: Apache-2.0
/** What every command means. */
@org.jspecify.annotations.NullMarked
package io.tarn.command;
