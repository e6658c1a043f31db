package io.hie.chaostests.scenario;

import io.hie.chaostests.process.Ports;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A production of many items: services that listen, routers, and operations, a third of each. */
final class ManyItems {
  private static final String NAME = "Many";
  private static final Pattern ITEM =
      Pattern.compile("\"name\":\"(?:In|Router|Out)_\\d+\"[^}]*?\"phase\":\"(RUNNING|STANDBY)\"");

  private ManyItems() {}

  /**
   * Its document.
   *
   * @param port where its operations deliver to
   */
  static String production(int items, int port) {
    List<String> all = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < items; i++) {
      int line = i / 3;
      all.add(
          switch (i % 3) {
            case 0 -> operation(line, port);
            case 1 -> router(line);
            default -> service(line, freeBut(taken));
          });
    }
    return """
    {"name": "%s", "workspace": "chaos", "items": [%s]}
    """
        .formatted(NAME, String.join(",\n", all));
  }

  private static String operation(int line, int port) {
    return """
    {"name": "Out_%d", "item_type": "OPERATION", "type": "hl7.mllp.operation",
     "adapter_settings": {"Host": "127.0.0.1", "Port": %d}}\
    """
        .formatted(line, port);
  }

  private static String router(int line) {
    return """
    {"name": "Router_%d", "item_type": "PROCESS", "type": "hl7.router.process",
     "host_settings": {"TargetConfigNames": ["Out_%d"],
                       "Rules": [{"otherwise": true, "to": ["Out_%d"]}]}}\
    """
        .formatted(line, line, line);
  }

  /** One that is free is so until somebody listens there: it may be offered again. */
  private static int freeBut(Set<Integer> taken) {
    int port = Ports.free();
    while (!taken.add(port)) {
      port = Ports.free();
    }
    return port;
  }

  private static String service(int line, int port) {
    return """
    {"name": "In_%d", "item_type": "SERVICE", "type": "hl7.mllp.service",
     "adapter_settings": {"Port": %d},
     "host_settings": {"TargetConfigNames": ["Router_%d"]}}\
    """
        .formatted(line, port, line);
  }

  /** Whether a node's status shows that all its items run, here or on another node. */
  static boolean runs(String status, int items) {
    Matcher running = ITEM.matcher(status.replaceAll("\\s", ""));
    int found = 0;
    while (running.find()) {
      found++;
    }
    return found == items;
  }
}
