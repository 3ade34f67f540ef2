// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Help;
import io.tarn.command.Parameter;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The subcommands of CONFIG. */
final class ConfigCommand {

  private ConfigCommand() {}

  static Command container() {
    return Rows.container(
        "config",
        "2.0.0",
        "Commands about settings",
        List.of(
            Rows.admin("config|get", -3, "2.0.0", "Answers settings whose names match patterns")
                .runs(ConfigCommand::get),
            Rows.help("config", "5.0.0", help()),
            Rows.admin("config|resetstat", 2, "2.0.0", "Sets the counts that INFO shows to zero")
                .runs(ConfigCommand::resetStatistics),
            Rows.admin("config|rewrite", 2, "2.8.0", "Writes the settings to the settings file")
                .runs(ConfigCommand::rewrite),
            Rows.admin("config|set", -4, "2.0.0", "Changes settings, all of those given or none")
                .runs(ConfigCommand::set)));
  }

  /* A plain name is answered as it was written, a pattern's matches in lower case; a setting that
   * several arguments ask for is answered once. */
  private static Reply get(Execution execution, Arguments arguments) {
    Parameters parameters = execution.environment().parameters();
    Map<Parameter, String> found = new LinkedHashMap<>();
    for (int i = 2; i < arguments.count(); i++) {
      String text = arguments.text(i);
      if (text.indexOf('*') < 0 && text.indexOf('?') < 0 && text.indexOf('[') < 0) {
        Parameter parameter = parameters.find(text);
        if (parameter != null) {
          found.putIfAbsent(parameter, text);
        }
        continue;
      }
      Glob pattern = Glob.ignoringCase(arguments.bytes(i));
      for (Parameter parameter : parameters.all()) {
        if (pattern.matches(parameter.name())) {
          found.putIfAbsent(parameter, parameter.name());
        }
      }
    }
    List<Reply> items = new ArrayList<>();
    found.forEach(
        (parameter, name) -> {
          items.add(bulk(name));
          items.add(bulk(parameter.text()));
        });
    return new Reply.Mapping(items);
  }

  private static Reply set(Execution execution, Arguments arguments) {
    if (arguments.count() % 2 != 0) {
      return Errors.SYNTAX;
    }
    Environment environment = execution.environment();
    List<Parameter> chosen = new ArrayList<>();
    for (int i = 2; i < arguments.count(); i += 2) {
      Parameter parameter = environment.parameters().find(arguments.text(i));
      if (parameter == null) {
        return Reply.error(
            "Unknown option or number of arguments for CONFIG SET - '"
                + Errors.echo(arguments, i)
                + "'");
      }
      if (!parameter.isMutable()) {
        return refused(parameter, "can't set immutable config");
      }
      if (chosen.contains(parameter)) {
        return refused(parameter, "duplicate parameter");
      }
      chosen.add(parameter);
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      String value = arguments.text(3 + 2 * i);
      String refusal = chosen.get(i).check(value);
      if (refusal != null) {
        return refused(chosen.get(i), refusal);
      }
      values.add(value);
    }
    environment.parameters().set(chosen, values);
    environment.slab().budgetBytes(environment.parameters().maxMemoryBytes());
    environment.slowLog().maxLength(environment.parameters().slowlogMaxLength());
    return Reply.OK;
  }

  private static Reply refused(Parameter parameter, String reason) {
    return Reply.error(
        "CONFIG SET failed (possibly related to argument '" + parameter.name() + "') - " + reason);
  }

  private static Reply resetStatistics(Execution execution, Arguments arguments) {
    execution.environment().counters().reset();
    return Reply.OK;
  }

  private static Reply rewrite(Execution execution, Arguments arguments) {
    return execution.environment().facts().configFile().isEmpty()
        ? Reply.error("The server is running without a config file")
        : Reply.error("Rewriting config file: this server does not write its settings file");
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Reply help() {
    return Help.of(
        "CONFIG",
        "GET <pattern> [<pattern> ...]",
        "Answer the settings whose names match a pattern.",
        "SET <name> <value> [<name> <value> ...]",
        "Change settings, all of those given or none.",
        "RESETSTAT",
        "Set the counts that INFO shows to zero.",
        "REWRITE",
        "Write the settings to the settings file.");
  }
}
