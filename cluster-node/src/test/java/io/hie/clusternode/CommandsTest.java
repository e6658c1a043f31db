package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.clusternode.Hospital.Receiver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands against a node that runs, as a person or a script gives them. */
final class CommandsTest {
  @TempDir private static Path data;
  @TempDir private Path folder;

  private static ApiNode api;

  @BeforeAll
  static void start() throws Exception {
    api = ApiNode.start(data, Map.of());
    Files.writeString(AdminPassword.fileIn(data), ApiNode.NODE_TOKEN);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** What a command said, on both of its outputs. */
  private record Said(int code, String out, String err) {}

  private static Said hie(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url");
    all.add("http://127.0.0.1:" + api.node().httpPort());
    all.add("--data");
    all.add(data.toString());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Hie.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(all.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  private void write(String file, String workspace, String project, String directory)
      throws Exception {
    Files.writeString(
        folder.resolve(file), ApiNode.document(workspace, project, data.resolve(directory)));
  }

  @Test
  void shouldShowTheTrailFromItsNewestEntry() {
    Said said = hie("audit", "--who", "node");
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("UserAdded", "at the start of a node");
    assertThat(said.out().lines().findFirst().orElse("")).contains("Granted");
  }

  @Test
  void shouldPutAFolderIntoEffectAsAWholeOrNotAtAll() throws Exception {
    // given
    write("one.json", "folder", "One", "one");
    write("two.json", "folder", "Two", "two");
    Files.writeString(folder.resolve("wrong.yaml"), "name: Three\nworkspace: folder\nitms: []\n");
    String all = folder.toString();

    // then one that is wrong stops them all
    Said refused = hie("apply", "-f", all);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("wrong.yaml", "itms", "nothing was changed");
    assertThat(hie("status").out()).doesNotContain("folder/");

    // and without it they are applied, once
    Files.delete(folder.resolve("wrong.yaml"));
    Said dry = hie("apply", "-f", all, "--prune", "--dry-run");
    assertThat(dry.out()).contains("folder/One: start Out", "2 productions to apply, 0 to remove");
    assertThat(hie("status").out()).doesNotContain("folder/");
    assertThat(hie("apply", "-f", all, "--prune").out()).contains("2 productions applied");
    assertThat(hie("apply", "-f", all, "--prune").out()).contains("folder/One: no item changes");
    assertThat(hie("versions", "One").out().lines()).hasSize(1);

    // when one is gone from the folder
    Files.delete(folder.resolve("two.json"));
    write("one.json", "folder", "One", "elsewhere");
    Said pruned = hie("apply", "-f", all, "--prune", "--json");

    // then it is taken out, what it was can be seen and comes back, and others are left alone
    assertThat(pruned.out()).contains("\"removed\":[\"folder/Two\"]");
    assertThat(hie("diff", "Two").out()).contains("remove   Out", "-      \"name\": \"Out\",");
    assertThat(hie("diff", "One").out())
        .contains(
            "folder/One, version 1 to 2",
            "Directory",
            "-      \"adapter_settings\": { \"Directory\": \"" + data.resolve("one") + "\" }",
            "+      \"adapter_settings\": { \"Directory\": \""
                + data.resolve("elsewhere")
                + "\" }");
    assertThat(hie("diff", "One", "--from", "7").err()).contains("7");
    assertThat(hie("status").out()).contains("royal/ADT");
    assertThat(hie("rollback", "Two", "--to", "1").code()).isZero();
    assertThat(hie("apply", "-f", all).out()).contains("1 productions applied, 0 removed");
  }

  @Test
  void shouldSayHowTheOutsideOfItemsIs() throws Exception {
    // given
    int closed = Hospital.freePort();
    try (Receiver receiver = new Receiver(Hospital.ACCEPTS)) {
      String item =
          "{\"name\": \"%s\", \"item_type\": \"OPERATION\", \"type\": \"hl7.mllp.operation\","
              + " \"adapter_settings\": {\"Host\": \"%s\", \"Port\": %d%s}}";
      Files.writeString(
          folder.resolve("outside.json"),
          "{\"name\": \"Outside\", \"workspace\": \"outside\", \"items\": ["
              + String.join(
                  ", ",
                  item.formatted("Well", "127.0.0.1", receiver.port(), ""),
                  item.formatted("Closed", "127.0.0.1", closed, ""),
                  item.formatted("Nowhere", "no-such-host.invalid", 2575, ""),
                  item.formatted(
                      "Plain", "127.0.0.1", api.node().httpPort(), ", \"TlsEnabled\": true"))
              + "]}");
      assertThat(hie("apply", folder.resolve("outside.json").toString()).code()).isZero();

      // then
      Said well = hie("test-connection", "Outside/Well");
      assertThat(well.code()).isZero();
      assertThat(well.out()).contains("Well: well (127.0.0.1:" + receiver.port() + ")");
      Said refused = hie("test-connection", "Outside/Closed");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.out()).contains("refused", "nobody listens there");
      assertThat(hie("test-connection", "Outside/Nowhere").out()).contains("unknown host");
      assertThat(hie("test-connection", "Outside/Plain").out())
          .contains("certificate", "TLS failed");
      assertThat(hie("test-connection", "ADT/Out", "--json").out())
          .contains("\"finding\":\"WELL\"");
      assertThat(hie("test-connection", "Outside/Wel").err()).contains("did you mean \"Well\"");
    }
  }
}
