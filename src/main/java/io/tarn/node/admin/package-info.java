// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./tarn admin}: what operators see of the cluster and ask of it.
 *
 * <p>Reading order: {@link io.tarn.node.admin.AdminCommand} (the command line), {@link
 * io.tarn.node.admin.Answers} (replies of the command TARN as values), {@link
 * io.tarn.node.admin.Reports} (those as text), {@link io.tarn.node.admin.TextTable}.
 *
 * <p>Invariants: any node can be asked; nothing here knows more than the node says. Imports {@code
 * io.tarn.node.wire} and picocli; nothing of the server, which is only spoken to by RESP.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.admin;
