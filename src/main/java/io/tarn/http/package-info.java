// SPDX-License-Identifier: Apache-2.0
/**
 * The door for HTTP. It answers health questions; keys and commands come with a later issue.
 *
 * <p>Read {@link io.tarn.http.HttpServer}. It translates and nothing else, and imports no other
 * door. Connections and bodies are bounded.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.http;
