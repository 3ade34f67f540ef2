// SPDX-License-Identifier: Apache-2.0
/** The slot entity, the gate, the life cycle. */
@org.jspecify.annotations.NullMarked
package io.tarn.slot;
