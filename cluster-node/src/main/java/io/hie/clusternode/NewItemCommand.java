package io.hie.clusternode;

import io.hie.actormodel.item.ItemKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie new item}: a tested skeleton of an item, in a folder of its own. */
@Command(
    name = "item",
    mixinStandardHelpOptions = true,
    description = "Writes an item that compiles, with its test and a production that uses it.")
final class NewItemCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

  @Parameters(paramLabel = "NAME", description = "Its name, as in ward-filter; also the folder's.")
  private String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "process",
      description = "service, process (the default) or operation.")
  private String kind = "process";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      defaultValue = "org.example.items",
      description = "Java package of the class; default ${DEFAULT-VALUE}.")
  private String packageName = "";

  @Option(
      names = "--in",
      paramLabel = "DIR",
      description = "The folder to make; default ./NAME. It must not be there, or be empty.")
  private @Nullable Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String role = check();
    Path home = home();
    Path to = (folder == null ? Path.of(name) : folder).toAbsolutePath().normalize();
    requireEmpty(to);
    String className = className(name);
    Map<String, String> words =
        Map.of(
            "@NAME@", name,
            "@CLASS@", className,
            "@PACKAGE@", packageName,
            "@VERSION@", System.getProperty("hie.version", "0.1.0-SNAPSHOT"),
            "@SDK@", home.resolve("target/sdk").toUri().toString().replaceFirst("/$", ""),
            "@HIE@", home.toString(),
            "@FOLDER@", to.toString());
    String source = packageName.replace('.', '/') + "/" + className;
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", "pom.xml");
    files.put("src/main/java/" + source + ".java", role + ".java.txt");
    files.put("src/test/java/" + source + "Test.java", role + "Test.java.txt");
    files.put("src/test/resources/logback-test.xml", "logback-test.xml");
    files.put("production.yaml", role + ".yaml");
    files.put("README.md", "README.md");
    files.put(".gitignore", "gitignore");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = to.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, template(file.getValue(), words));
    }
    tell(to, home);
    return 0;
  }

  private void tell(Path to, Path home) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Your item is in " + to + ". Build and test it, then run it:");
    out.println("  " + home.resolve("mvnw") + " -f " + to + " package");
    out.println(
        "  "
            + home.resolve("hie")
            + " up --items "
            + to.resolve("target")
            + " --production "
            + to.resolve("production.yaml"));
  }

  private String check() {
    if (!NAME.matcher(name).matches()) {
      throw new Hie.Failure(
          "\"" + name + "\" is no name for an item; write small letters and hyphens: ward-filter");
    }
    if (!PACKAGE.matcher(packageName).matches()) {
      throw new Hie.Failure(
          "\"" + packageName + "\" is no Java package; write it as org.example.items");
    }
    for (ItemKind each : ItemKind.values()) {
      if (each.name().equals(kind.toUpperCase(Locale.ROOT))) {
        return kind.toLowerCase(Locale.ROOT);
      }
    }
    throw new Hie.Failure("\"" + kind + "\" is not one of service, process, operation");
  }

  /** The checkout, which the {@code hie} script names. */
  private static Path home() {
    String home = System.getProperty("hie.home");
    if (home == null) {
      throw new Hie.Failure("a new item is built against a checkout of HIE; call its ./hie script");
    }
    return Path.of(home);
  }

  private static void requireEmpty(Path to) throws IOException {
    if (Files.exists(to)) {
      try (var all = Files.list(to)) {
        if (all.findAny().isPresent()) {
          throw new Hie.Failure(to + " is there and not empty; choose another folder with --in");
        }
      }
    }
  }

  /** {@code WardFilter} for {@code ward-filter}. */
  private static String className(String name) {
    StringBuilder className = new StringBuilder();
    for (String word : name.split("-")) {
      className.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return className.toString();
  }

  private static String template(String file, Map<String, String> words) throws IOException {
    try (InputStream in = NewItemCommand.class.getResourceAsStream("/skeleton/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no template " + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace(word.getKey(), word.getValue());
      }
      return text;
    }
  }
}
