// SPDX-License-Identifier: Apache-2.0
/** The server commands. */
@org.jspecify.annotations.NullMarked
package io.tarn.command.server;
