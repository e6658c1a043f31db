package io.hie.examples.items;

import io.hie.actormodel.item.ClaimsEndpoint;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.Setting;
import io.hie.protocols.hl7.Hl7Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes one line for each message to a file, for a bed census: time, event, ward, bed. The line
 * begins with the delivery's id, so that whoever reads it can tell the repeat that a crash may
 * cause.
 */
public final class CensusFile implements Operation {
  /** Its settings. */
  public record Settings(
      @Setting(value = "File", doc = "Where lines are added; its folder must be there.") Path file)
      implements ClaimsEndpoint {
    @Override
    public String exclusiveEndpoint() {
      return "file " + file.toAbsolutePath().normalize();
    }
  }

  private final Settings settings;
  private final ItemContext context;

  public CensusFile(Settings settings, ItemContext context) {
    this.settings = settings;
    this.context = context;
  }

  @Override
  public CompletionStage<Void> start() {
    Path folder = settings.file().toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw new Item.MisconfiguredException(folder + " is no folder that can be written to");
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    return CompletableFuture.supplyAsync(() -> write(line(delivery)), context.blocking());
  }

  private static String line(Delivery delivery) {
    Hl7Message message = delivery.envelope().parseAs(Hl7Message.class);
    return String.join(
            ",",
            delivery.id(),
            plain(message.get("EVN-2")),
            plain(message.get("MSH-9.2")),
            plain(message.get("PV1-3.1")),
            plain(message.get("PV1-3.3")))
        + "\n";
  }

  private static String plain(String value) {
    return value.replaceAll("[,\r\n\"]", " ");
  }

  private DeliveryResult write(String line) {
    try (FileChannel file =
        FileChannel.open(settings.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      file.force(false);
      return new DeliveryResult.Delivered("written");
    } catch (IOException failed) {
      // The disk may be full or gone: the item waits with this message and tries again.
      return new DeliveryResult.NotSent(
          new Reason("file", "the file cannot be written: " + failed.getClass().getSimpleName()));
    }
  }
}
