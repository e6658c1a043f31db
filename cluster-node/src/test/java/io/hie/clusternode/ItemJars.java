package io.hie.clusternode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/** Compiles items out of source texts, into the bytes of jars. */
final class ItemJars {
  private static final String STAMP =
      """
      package ward;
      import io.hie.actormodel.envelope.MessageEnvelope;
      import io.hie.actormodel.item.Handling;
      import io.hie.actormodel.item.Process;
      import io.hie.actormodel.item.Targets;
      public final class %1$s implements Process {
        private final Targets targets;
        public %1$s(Targets targets) {
          this.targets = targets;
          %3$s
        }
        @Override public Handling handle(MessageEnvelope message) {
          String text =
              message.body().rawPayload().decode(java.nio.charset.StandardCharsets.UTF_8);
          return targets.pass(message.encode(text + "ZVR|%2$s\\r"));
        }
      }
      """;

  private final Path work;

  ItemJars(Path work) {
    this.work = work;
  }

  /** A process {@code ward.NAME} that adds its version to each message, in a last segment. */
  byte[] stamp(String className, String version) throws IOException {
    return stamp(className, version, "");
  }

  /** The same, with a statement in its constructor. */
  byte[] stamp(String className, String version, String statement) throws IOException {
    return jar(className, STAMP.formatted(className, version, statement));
  }

  byte[] jar(String className, String source) throws IOException {
    Path folder = Files.createTempDirectory(work, "jar");
    Path file = folder.resolve(className + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
      if (!compiler
          .getTask(errors, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file))
          .call()) {
        throw new AssertionError(errors.toString());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream entries = new JarOutputStream(bytes);
        Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(path -> path.toString().endsWith(".class")).toList()) {
        entries.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, entries);
      }
    }
    return bytes.toByteArray();
  }
}
