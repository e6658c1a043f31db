package io.hie.protocols.file;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory and operations that write into it. */
abstract class FileOperationFixture {
  static final String BY_MESSAGE = "{date}/{key-hash}-{message-id}.hl7";
  @TempDir Path out;
  final Contexts contexts = new Contexts();
  final List<FileOperation> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(each -> each.stop().toCompletableFuture().join());
  }

  FileOperation operation(String template) {
    return operation(Map.of("Directory", out, "FileName", template));
  }

  FileOperation operation(Map<String, ?> settings) {
    FileOperation operation =
        (FileOperation)
            Definitions.make(
                new FileOperationType(),
                settings,
                contexts.context("Archive", new RecordingIntake(), NoSystem.INSTANCE));
    operation.start().toCompletableFuture().join();
    started.add(operation);
    return operation;
  }

  static DeliveryResult deliver(FileOperation operation, Delivery delivery) {
    return operation.deliver(delivery).toCompletableFuture().join();
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile).map(out::relativize).sorted().toList();
    }
  }
}
