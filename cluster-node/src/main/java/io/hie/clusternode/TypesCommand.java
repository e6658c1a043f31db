package io.hie.clusternode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.production.ItemSchema;
import io.hie.actormodel.production.ItemTypes.Lookup;
import io.hie.actormodel.production.SettingsTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie types}: what productions can name in {@code type}. */
@Command(
    name = "types",
    mixinStandardHelpOptions = true,
    description = "Lists the item types that there are, or tells the settings of one.")
final class TypesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TYPE",
      description = "A type's name or the full name of an item class; all are listed without it.")
  private @Nullable String name;

  @Option(names = "--schema", description = "Print the settings as JSON Schema, draft 2020-12.")
  private boolean schema;

  @Mixin private ItemFolder items = new ItemFolder();

  @Option(names = "--json", description = "List them as JSON, one a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    ItemLibrary library = items.open();
    ItemFolder.tellProblems(library, spec.commandLine().getErr());
    if (name == null) {
      list(library, out);
      return 0;
    }
    switch (library.types().find(name)) {
      case Lookup.Installed(ItemType type) -> tell(type, out);
      case Lookup.Later later ->
          throw new Hie.Failure(name + " is known, but not part of this version");
      case Lookup.Unknown(String message, String hint) ->
          throw new Hie.Failure(message + " (" + hint + ")");
    }
    return 0;
  }

  private void list(ItemLibrary library, PrintWriter out) {
    library.types().all().forEach(type -> row(out, type.kind().name(), type.name(), ""));
    for (JarStatus jar : library.jars()) {
      for (String item : jar.items()) {
        switch (library.types().find(item)) {
          case Lookup.Installed(ItemType type) ->
              row(out, type.kind().name(), item, jar.place() + " " + jar.version());
          case Lookup.Later later -> {}
          case Lookup.Unknown(String message, String hint) ->
              row(out, "unfit", item, message + " (" + hint + ")");
        }
      }
    }
  }

  private void row(PrintWriter out, String kind, String type, String note) {
    out.println(
        json
            ? JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind)
                .put("type", type)
                .put("note", note)
                .toString()
            : String.format("%-10s %-40s %s", kind, type, note).stripTrailing());
  }

  private void tell(ItemType type, PrintWriter out) throws JsonProcessingException {
    if (schema) {
      out.println(
          JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(ItemSchema.of(type)));
      return;
    }
    out.println(
        type.name()
            + (type.kind() == ItemKind.OPERATION ? " is an " : " is a ")
            + type.kind()
            + ".");
    table(out, "adapter_settings", type.adapterSettings());
    table(out, "host_settings, beside the common ones", type.hostSettings());
  }

  private static void table(PrintWriter out, String title, Class<? extends Record> settings) {
    if (settings.getRecordComponents().length > 0) {
      out.println();
      out.println(title + ":");
      out.println();
      out.print(SettingsTable.of(settings));
      out.flush();
    }
  }
}
