// SPDX-License-Identifier: Apache-2.0
/** Off-heap memory. */
@org.jspecify.annotations.NullMarked
package io.tarn.slab;
