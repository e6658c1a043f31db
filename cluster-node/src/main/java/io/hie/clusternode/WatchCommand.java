package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hie watch}: what happens in a workspace, as it happens. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what happens in a workspace, as it happens, until Ctrl-C.",
      "When it is cut off it goes on where it was, and says if something was missed."
    },
    footer = {"", "Example:", "  hie watch --workspace royal-hospital --topics messages,alerts"})
final class WatchCommand extends UsersCommand.Base {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long PAUSE_MILLIS = 2_000;

  @Option(
      names = "--workspace",
      defaultValue = "default",
      description = "Which (default: ${DEFAULT-VALUE}).")
  private String workspace = "default";

  @Option(
      names = "--topics",
      paramLabel = "LIST",
      description =
          "With commas: status, metrics, messages, alerts, audit (default: all that you may see).")
  private @Nullable String topics;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after so many events; 0 is never (default: ${DEFAULT-VALUE}).")
  private long count;

  private String last = "";
  private long printed;

  @Override
  public Integer call() throws Exception {
    String path =
        "/api/v1/workspaces/"
            + api.quoted(workspace)
            + "/events"
            + (topics == null ? "" : "?topics=" + api.quoted(topics));
    CountDownLatch never = new CountDownLatch(1);
    boolean connected = false;
    while (count == 0 || printed < count) {
      try (Stream<String> lines = api.stream(path, last)) {
        connected = true;
        follow(lines.iterator());
      } catch (IOException | java.io.UncheckedIOException cutOff) {
        spec.commandLine().getErr().println("hie: cut off, and goes on when the node answers");
      } catch (Hie.Failure refused) {
        // What is refused at once will be refused again; a node that is away comes back.
        if (!connected) {
          throw refused;
        }
      }
      if ((count == 0 || printed < count) && never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    return 0;
  }

  private void follow(Iterator<String> lines) throws IOException {
    String event = "";
    while ((count == 0 || printed < count) && lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("id: ")) {
        last = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        print(event, line.substring(6));
      }
    }
  }

  private void print(String event, String data) throws IOException {
    PrintWriter out = out();
    JsonNode told = JSON.readTree(data);
    printed++;
    if (json) {
      out.println(JSON.createObjectNode().put("event", event).set("data", told).toString());
    } else if (event.equals("messages")) {
      out.println("message  " + SearchCommand.line(told));
    } else if (event.equals("missed")) {
      out.println(
          "missed   "
              + told.path("reason").asText()
              + (told.has("events") ? ", " + told.path("events").asLong() + " events" : ""));
    } else {
      StringBuilder line = new StringBuilder("%-8s".formatted(event));
      told.properties()
          .forEach(
              each -> {
                if (each.getValue().isValueNode() && !each.getValue().asText().isEmpty()) {
                  line.append(' ')
                      .append(each.getKey())
                      .append('=')
                      .append(each.getValue().asText());
                }
              });
      for (JsonNode item : told.path("items")) {
        line.append("  ")
            .append(item.path("name").asText())
            .append(" %.1f/s".formatted(item.path("perSecond").asDouble()))
            .append(", queued ")
            .append(item.path("queued").asLong());
      }
      out.println(line);
    }
    out.flush();
  }
}
