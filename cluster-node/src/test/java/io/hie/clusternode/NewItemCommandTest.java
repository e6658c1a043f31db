package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code hie new item} writes compiles, and its production is right. */
final class NewItemCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void nameTheCheckout() {
    System.setProperty("hie.home", Repository.root().toString());
  }

  @AfterEach
  void forgetTheCheckout() {
    System.clearProperty("hie.home");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "operation", "service"})
  void shouldWriteAnItemThatAProductionCanRun(String kind) throws IOException {
    Path to = folder.resolve("my-item");
    assertThat(hie("new", "item", "my-item", "--kind", kind, "--in", to.toString())).isZero();

    assertThat(Files.readString(to.resolve("pom.xml")))
        .contains("<artifactId>my-item</artifactId>", "target/sdk</hie.sdk>")
        .doesNotContain("@");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(to, classes);
    assertThat(classes.resolve("org/example/items/MyItemTest.class")).exists();
    Files.delete(classes.resolve("org/example/items/MyItemTest.class"));
    Path jars = Files.createDirectory(folder.resolve("jars"));
    jar(classes, jars.resolve("my-item.jar"));

    assertThat(hie("types", "--items", jars.toString(), "org.example.items.MyItem")).isZero();
    assertThat(out.toString())
        .containsPattern("is an? " + kind.toUpperCase(Locale.ROOT) + "\\.")
        .contains("| key |");

    Verdict verdict =
        new ProductionReader(ItemLibrary.open(jars, getClass().getClassLoader()).types(), Map.of())
            .read(to.resolve("production.yaml"));
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void shouldSayWhatIsWrongWithWhatItIsGiven() throws IOException {
    assertThat(hie("new", "item", "Ward Filter")).isEqualTo(1);
    assertThat(err.toString()).contains("\"Ward Filter\" is no name for an item");
    assertThat(hie("new", "item", "a", "--kind", "router")).isEqualTo(1);
    assertThat(err.toString()).contains("\"router\" is not one of service, process, operation");
    assertThat(hie("new", "item", "a", "--package", "Items")).isEqualTo(1);
    assertThat(err.toString()).contains("is no Java package");
    Files.writeString(folder.resolve("precious"), "");
    assertThat(hie("new", "item", "a", "--in", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is there and not empty");
  }

  private int hie(String... arguments) {
    CommandLine command = Hie.commandLine();
    command.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(new BufferedWriter(out)));
    return command.execute(arguments);
  }

  private static void compile(Path from, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (Stream<Path> all = Files.walk(from.resolve("src"));
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = all.filter(each -> each.toString().endsWith(".java")).toList();
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      assertThat(
              compiler
                  .getTask(
                      said,
                      files,
                      null,
                      List.of("-proc:none", "-parameters"),
                      null,
                      files.getJavaFileObjectsFromPaths(sources))
                  .call())
          .as(said.toString())
          .isTrue();
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, entries);
      }
    }
  }
}
