// SPDX-License-Identifier: Apache-2.0
/**
 * The oracle test: the same random requests to redis-server and to Tarn must get the same answers,
 * byte for byte.
 *
 * <p>Read {@code OracleRun} (the loop), then what it is made of: {@code RequestGenerator} with
 * {@code Grammar}, {@code Grammars} and {@code ArgumentPool} makes the requests from a seed; {@code
 * RespConnection} sends them and returns the answers' bytes; {@code Exceptions} says, with reasons,
 * which answers may differ and {@code Comparison} how far. {@code OracleMain} runs it against any
 * two servers. {@code OracleSelfIT} proves that it finds nothing where there is nothing and
 * something where there is something; {@code OracleIT} compares Tarn.
 *
 * <p>A new command takes part as soon as COMMAND lists it; a line in {@code Grammars} makes its
 * arguments sensible.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.oracle;
