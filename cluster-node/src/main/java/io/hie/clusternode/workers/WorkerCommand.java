package io.hie.clusternode.workers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a worker's process is started: the same Java with the same class path as the node. */
final class WorkerCommand {
  /** Properties of the node that are the worker's too. */
  private static final List<String> HANDED_ON = List.of("hie.home", "hie.version", "user.timezone");

  private WorkerCommand() {}

  static ProcessBuilder of(WorkerSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + settings.heap());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=logback-worker.xml"));
    for (String property : HANDED_ON) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.add(WorkerMain.class.getName());
    command.add(Integer.toString(settings.mostFrameBytes()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Not an argument, since it is long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }
}
