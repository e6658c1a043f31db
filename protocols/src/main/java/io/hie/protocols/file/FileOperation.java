package io.hie.protocols.file;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes each message into a file. Delivered means that the file is whole, has its name and, unless
 * {@code Sync} is off, is on the disk. A redelivery finds the file that it wrote before and leaves
 * it.
 *
 * <p>Files are written on virtual threads, so a slow disk holds up no one else. What goes wrong
 * with the directory is {@link NotSent}: the message waits until somebody has mended it.
 */
final class FileOperation implements Operation {
  private final FileOperationSettings settings;
  private final NameTemplate template;
  private final ItemContext context;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<String> told = new AtomicReference<>("");
  private volatile @Nullable Folder folder;

  FileOperation(FileOperationSettings settings, NameTemplate template, ItemContext context) {
    this.settings = settings;
    this.template = template;
    this.context = context;
  }

  @Override
  public CompletionStage<Void> start() {
    return CompletableFuture.runAsync(
        () -> {
          Path base =
              Directories.open("Directory", settings.directory(), settings.createDirectories());
          folder = new Folder(base, settings.createDirectories(), settings.sync());
          tell(Outside.CONNECTED, "writes to " + settings.directory());
        },
        threads);
  }

  @Override
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              threads.close(); // waits for the files in hand
              stopped.complete(null);
            });
    return stopped;
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    try {
      return CompletableFuture.supplyAsync(() -> write(delivery), threads);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(stopped());
    }
  }

  private DeliveryResult write(Delivery delivery) {
    Folder open = folder;
    if (open == null) {
      return stopped();
    }
    List<String> names = template.name(new MessageValues(delivery));
    if (isTooLong(names)) {
      return new Refused(
          new Reason(
              "name-too-long",
              "the file's name would be longer than " + SafeName.MAX_BYTES + " bytes"));
    }
    boolean own = delivery.mayBeRepeat() || delivery.attempt() > 1 || template.identifiesMessage();
    try {
      Folder.Placed placed =
          open.put(names, Tag.of(delivery.id()), delivery.envelope().body().rawPayload(), own);
      tell(Outside.CONNECTED, "writes to " + settings.directory());
      return new Delivered(
          template.readsContent() ? placed.how() : placed.how() + ": " + placed.path());
    } catch (IOException failed) {
      return failed(IoFault.of(failed));
    }
  }

  private static boolean isTooLong(List<String> names) {
    int last = names.size() - 1;
    for (int i = 0; i < last; i++) {
      if (SafeName.bytes(names.get(i)) > SafeName.MAX_BYTES) {
        return true;
      }
    }
    return SafeName.bytes(names.get(last)) + 1 + Tag.LENGTH > SafeName.MAX_BYTES;
  }

  private DeliveryResult failed(IoFault fault) {
    Reason reason = new Reason(fault.code(), "in " + settings.directory() + ": " + fault.text());
    return switch (fault) {
      case NAME_TOO_LONG -> new Refused(reason);
      case DISK_FULL, QUOTA, READ_ONLY, NO_PERMISSION, NO_DIRECTORY, OUTSIDE, OTHER -> {
        tell(Outside.CONNECTING, reason.text());
        yield new NotSent(reason);
      }
    };
  }

  private void tell(Outside outside, String detail) {
    if (!detail.equals(told.getAndSet(detail))) {
      context.status().outside(outside, detail);
    }
  }

  private static NotSent stopped() {
    return new NotSent(new Reason("stopped", "the item is not running"));
  }
}
