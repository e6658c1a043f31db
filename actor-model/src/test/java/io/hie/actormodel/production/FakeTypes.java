package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Item types with the names and keys of the real ones, which never run. */
final class FakeTypes {
  private FakeTypes() {}

  static ItemTypes all() {
    return ItemTypes.of(
        List.of(
            new Fake(
                "hl7.mllp.service",
                ItemKind.SERVICE,
                MllpIn.class,
                ItemType.NoSettings.class,
                item ->
                    item.adapter() instanceof MllpIn in
                        ? "tcp " + in.host() + ":" + in.port()
                        : ""),
            new Fake("hl7.mllp.operation", ItemKind.OPERATION, MllpOut.class),
            new Fake(
                "hl7.router.process",
                ItemKind.PROCESS,
                ItemType.NoSettings.class,
                Rules.class,
                item -> ""),
            new Fake("file.operation", ItemKind.OPERATION, FileOut.class),
            new Fake(
                "file.service",
                ItemKind.SERVICE,
                FileIn.class,
                ItemType.NoSettings.class,
                item -> item.adapter() instanceof FileIn in ? "directory " + in.directory() : ""),
            new Fake("http.operation", ItemKind.OPERATION, HttpOut.class)));
  }

  record MllpIn(
      @Setting(value = "Port", doc = "Where it listens.", min = 0, max = 65535) int port,
      @Setting(value = "Interface", doc = "On which address.", byDefault = "0.0.0.0") String host,
      @Setting(value = "Charset", doc = "Without MSH-18.", byDefault = "UTF-8") Charset charset,
      @Setting(
              value = "MaxMessageBytes",
              doc = "The largest message taken.",
              byDefault = "10485760",
              unit = "bytes",
              min = 1)
          int maxMessageBytes,
      @Setting(value = "IdleTimeout", doc = "Closes silent links.", byDefault = "3600", min = 1)
          Duration idleTimeout) {}

  record MllpOut(
      @Setting(value = "Host", doc = "Where it sends to.") String host,
      @Setting(value = "Port", doc = "And to which port.", min = 1, max = 65535) int port,
      @Setting(value = "AckTimeout", doc = "Wait for an answer.", byDefault = "30")
          Duration ackTimeout,
      @Setting(value = "Connections", doc = "At once.", byDefault = "1", min = 1, max = 1024)
          int connections) {}

  record FileOut(
      @Setting(value = "Directory", doc = "Where files go.") Path directory,
      @Setting(value = "FileName", doc = "What they are called.", byDefault = "{message-id}.hl7")
          String fileName) {}

  record FileIn(
      @Setting(value = "Directory", doc = "Where files come from.") Path directory,
      @Setting(value = "Pattern", doc = "Which of them.", byDefault = "*.hl7") String pattern) {}

  record HttpOut(
      @Setting(value = "URL", doc = "Where it posts to.") URI url,
      @Setting(value = "Headers", doc = "Sent with it.", byDefault = "{}")
          Map<String, String> headers,
      @Setting(value = "Password", doc = "For basic authentication.", secret = true)
          @Nullable String password,
      @Setting(
              value = "Pin",
              doc = "A number that nobody may see.",
              secret = true,
              min = 0,
              max = 9999,
              byDefault = "0")
          int pin,
      @Setting(value = "Login", doc = "A nested one.") @Nullable Login login,
      @Setting(value = "Pages", doc = "A list of nested ones.", byDefault = "[]")
          List<Page> pages) {}

  record Login(
      @Setting(value = "User", doc = "Who.") String user,
      @Setting(value = "Token", doc = "With what.", secret = true) String token) {}

  record Page(
      @Setting(value = "Path", doc = "Which.") String path,
      @Setting(value = "Size", doc = "How large.", byDefault = "1") long size) {
    Page {
      if (path.contains("..")) {
        throw new IllegalArgumentException("Path must not contain ..");
      }
    }
  }

  record Rules(@Setting(value = "Rules", doc = "Where to.") @Nullable JsonNode rules) {}

  /** A type that can be described but not run. */
  record Fake(
      String name,
      ItemKind kind,
      Class<? extends Record> adapterSettings,
      Class<? extends Record> hostSettings,
      Function<ItemDefinition, String> endpoint)
      implements ItemType {
    Fake(String name, ItemKind kind, Class<? extends Record> adapter) {
      this(name, kind, adapter, NoSettings.class, item -> "");
    }

    @Override
    public String exclusiveEndpoint(ItemDefinition definition) {
      return endpoint.apply(definition);
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      throw new UnsupportedOperationException("a fake");
    }
  }
}
