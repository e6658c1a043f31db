package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the right to mount a file system of 64 KiB; is skipped without it. */
class StorageFullTest {
  @TempDir Path place;
  private boolean mounted;

  @BeforeEach
  void mountATinyDisk() throws Exception {
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=64k", "hie-storage-full-test", place.toString());
    assumeTrue(mounted, "no right to mount a tmpfs here: the full disk is not tested");
  }

  @AfterEach
  void unmountIt() throws Exception {
    if (mounted) {
      assertThat(run("umount", place.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  @Test
  void shouldWaitWhileTheDiskIsFullAndGoOnWhenThereIsRoom() throws Exception {
    Path ballast = place.resolve("ballast");
    Files.write(ballast, new byte[60 * 1024]);
    FileOperation operation =
        (FileOperation)
            Definitions.make(
                new FileOperationType(),
                Map.of("Directory", place, "FileName", "{message-id}.hl7"),
                new Contexts().context("Archive", new RecordingIntake(), NoSystem.INSTANCE));
    operation.start().toCompletableFuture().join();
    Delivery delivery =
        Messages.delivery("d1", Messages.hl7(Messages.adt("M1") + "NTE|1||" + "x".repeat(8192)));

    DeliveryResult full = operation.deliver(delivery).toCompletableFuture().join();
    List<Path> left = list();
    Files.delete(ballast);
    DeliveryResult room = operation.deliver(delivery).toCompletableFuture().join();
    operation.stop().toCompletableFuture().join();

    assertThat(full)
        .isInstanceOfSatisfying(
            NotSent.class, not -> assertThat(not.reason().code()).isEqualTo("disk-full"));
    assertThat(left).containsExactly(ballast);
    assertThat(room).isInstanceOf(Delivered.class);
    assertThat(list())
        .containsExactly(place.resolve(delivery.envelope().header().messageId() + ".hl7"));
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }
}
