// SPDX-License-Identifier: Apache-2.0
/** The connection commands. */
@org.jspecify.annotations.NullMarked
package io.tarn.command.connection;
