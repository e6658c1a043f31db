package io.hie.protocols.file;

import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes each file of a directory once, hands its messages over in their order, and archives it when
 * all of them are stored. A file whose taking was cut short by a stop or a crash is gone on with at
 * the next start. One virtual thread does the work; see {@link Pickup}.
 */
final class FileService implements Service {
  private final FileServiceSettings settings;
  private final ItemContext context;
  private final Signal signal = new Signal();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Thread thread;

  FileService(FileServiceSettings settings, ItemContext context) {
    this.settings = settings;
    this.context = context;
  }

  @Override
  public CompletionStage<Void> start() {
    CompletableFuture<Void> started = new CompletableFuture<>();
    thread = Thread.ofVirtual().name(context.item()).start(() -> work(started));
    return started;
  }

  private void work(CompletableFuture<Void> started) {
    try {
      Pickup pickup = open();
      started.complete(null);
      pickup.run();
    } catch (RuntimeException | Error failed) {
      if (!started.completeExceptionally(failed)) {
        context.log().error("the file service has ended: {}", failed.getClass().getName());
      }
    } finally {
      ended.complete(null);
    }
  }

  private Pickup open() {
    Path directory = Directories.open("Directory", settings.directory(), false);
    Path archive = opened(directory, "ArchiveDirectory", settings.archiveDirectory());
    Path errors = opened(directory, "ErrorDirectory", settings.errorDirectory());
    try {
      return new Pickup(
          settings,
          context,
          signal,
          directory,
          WorkingPlace.in(directory),
          new Shelf(archive),
          new Shelf(errors));
    } catch (IOException failed) {
      throw new MisconfiguredException(
          "Directory "
              + settings.directory()
              + ": no place to work on files can be made in it: "
              + IoFault.of(failed).text());
    }
  }

  /** Symbolic links may lead where the names do not. */
  private Path opened(Path directory, String key, Path other) {
    Path real = Directories.open(key, other, false);
    String clash = FileServiceType.clash(directory, real, settings.recursive());
    if (!clash.isEmpty()) {
      throw new MisconfiguredException(key + " " + other + " " + clash);
    }
    return real;
  }

  @Override
  public CompletionStage<Void> pause() {
    signal.pause();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> resume() {
    signal.resume();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> stop() {
    signal.stop();
    return thread == null ? CompletableFuture.completedFuture(null) : ended;
  }
}
