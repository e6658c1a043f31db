package io.hie.actormodel.library;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Jars out of source texts. */
final class Jars {
  private final Path work;

  Jars(Path work) {
    this.work = work;
  }

  /** Writes a jar with an item {@code ward.Filter} whose reason is {@code version}. */
  void filter(Path jar, String className, String version) throws IOException {
    write(
        jar,
        className,
        """
        package ward;
        import io.hie.actormodel.envelope.MessageEnvelope;
        import io.hie.actormodel.item.Handling;
        import io.hie.actormodel.item.Process;
        public final class %s implements Process {
          @Override public Handling handle(MessageEnvelope message) {
            return Handling.filtered("%s");
          }
        }
        """
            .formatted(className, version));
  }

  /** Writes a jar with a type {@code ward.NAME} that is registered under another name. */
  void type(Path jar, String className, String name) throws IOException {
    write(
        jar,
        className,
        """
        package ward;
        import io.hie.actormodel.item.*;
        import io.hie.actormodel.production.ItemDefinition;
        public final class %s implements ItemType {
          @Override public String name() { return "%s"; }
          @Override public ItemKind kind() { return ItemKind.PROCESS; }
          @Override public Class<? extends Record> adapterSettings() { return NoSettings.class; }
          @Override public Item create(ItemDefinition definition, ItemContext context) {
            throw new IllegalStateException();
          }
        }
        """
            .formatted(className, name),
        "ward." + className);
  }

  void write(Path jar, String className, String source) throws IOException {
    write(jar, className, source, "");
  }

  private void write(Path jar, String className, String source, String provider)
      throws IOException {
    Path folder = Files.createTempDirectory(work, "jar");
    Path file = folder.resolve(className + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
      boolean right =
          compiler
              .getTask(
                  errors, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file))
              .call();
      if (!right) {
        throw new AssertionError(errors.toString());
      }
    }
    Path part = work.resolve(jar.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(path -> path.toString().endsWith(".class")).toList()) {
        entries.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, entries);
      }
      if (!provider.isEmpty()) {
        entries.putNextEntry(new JarEntry("META-INF/services/io.hie.actormodel.item.ItemType"));
        entries.write(provider.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    Files.move(part, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
