package io.hie.protocols.file;

import io.hie.actormodel.item.Intake;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.NoSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The three directories of a file service, and services over them. */
record Folders(Path root) {
  static {
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }

  static Folders in(Path root) throws IOException {
    Folders folders = new Folders(root);
    for (Path each : List.of(folders.inbox(), folders.archive(), folders.errors())) {
      Files.createDirectories(each);
    }
    return folders;
  }

  Path inbox() {
    return root.resolve("in");
  }

  Path archive() {
    return root.resolve("archive");
  }

  Path errors() {
    return root.resolve("errors");
  }

  /** Puts a file in as a careful sender does: whole. */
  void drop(String name, String text) throws IOException {
    Path hidden = inbox().resolve(".drop");
    Files.createDirectories(inbox().resolve(name).getParent());
    Files.writeString(hidden, text);
    Files.move(hidden, inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The files in a directory, hidden ones too, by their relative names. */
  static List<String> files(Path directory) {
    List<String> names = new ArrayList<>();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              names.add(directory.relativize(file).toString());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException movedSince) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    names.sort(null);
    return names;
  }

  /** What is left in the inbox and the working place. */
  List<String> waiting() {
    return files(inbox());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a kill at this moment would leave. */
  Folders crashImage(Path to) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        Path copy = to.resolve(root.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(each, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return new Folders(to);
  }

  /** Settings for a test: quick, and files are whole when they come. */
  Map<String, Object> settings() {
    return Map.of(
        "Directory",
        inbox(),
        "ArchiveDirectory",
        archive(),
        "ErrorDirectory",
        errors(),
        "PollInterval",
        0.02,
        "StableFor",
        0,
        "MaxPipelined",
        8);
  }

  /** {@link #settings()} with one of them changed. */
  Map<String, Object> settings(String key, Object value) {
    Map<String, Object> changed = new HashMap<>(settings());
    changed.put(key, value);
    return changed;
  }

  FileService start(Intake intake, Contexts contexts) {
    return start(settings(), intake, contexts);
  }

  static FileService start(Map<String, ?> settings, Intake intake, Contexts contexts) {
    FileService service = make(settings, intake, contexts);
    service.start().toCompletableFuture().join();
    return service;
  }

  static FileService make(Map<String, ?> settings, Intake intake, Contexts contexts) {
    return (FileService)
        Definitions.make(
            new FileServiceType(),
            settings,
            contexts.context("Files_In", intake, NoSystem.INSTANCE));
  }
}
