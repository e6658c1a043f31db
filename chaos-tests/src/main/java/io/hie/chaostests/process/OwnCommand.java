package io.hie.chaostests.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs another part of this program in a small JVM of its own. */
public final class OwnCommand {
  private OwnCommand() {}

  public static List<String> of(List<String> prefix, String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms96m", "-Xmx320m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.hie.chaostests.Chaos");
    command.addAll(List.of(words));
    return command;
  }
}
