// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Command;
import io.tarn.command.Help;
import io.tarn.command.Reply;
import java.util.List;

/** ACL: there is one user, "default", who may do everything once authenticated. */
final class AclCommand {

  private static final Reply DEFAULT = Reply.Bulk.of("default");

  private AclCommand() {}

  static Command container() {
    return Rows.container(
        "acl",
        "6.0.0",
        "Commands about users",
        List.of(
            Rows.help(
                "acl",
                "6.0.0",
                Help.of("ACL", "WHOAMI", "Answer the user name of this connection.")),
            Command.named("acl|whoami", 2)
                .flags(NOSCRIPT, LOADING, STALE)
                .categories("slow")
                .docs("server", "6.0.0", "O(1)", "Answers the user name of this connection")
                .runs((execution, arguments) -> DEFAULT)));
  }
}
