package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ItemTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the papers say is there is there: files, headings and commands. */
final class DocumentationTest {
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  @TempDir private Path folder;

  @Test
  void shouldFindWhateverALinkLeadsTo() {
    List<Path> papers = Repository.markdown();
    assertThat(papers).extracting(Path::getFileName).contains(Path.of("README.md"));
    assertThat(papers).allSatisfy(paper -> assertThat(deadLinks(paper)).as("%s", paper).isEmpty());
  }

  @Test
  void shouldHaveEveryCommandThatThePapersName() {
    Set<String> known = new TreeSet<>(Hie.commandLine().getSubcommands().keySet());
    known.addAll(commandsOfTheScript());
    for (Path paper : Repository.markdown()) {
      assertThat(known).as("commands named in %s", paper).containsAll(read(paper).commands());
    }
  }

  @Test
  void shouldNameEveryCommandInTheReadme() {
    assertThat(read(Repository.root().resolve("README.md")).commands())
        .containsAll(Hie.commandLine().getSubcommands().keySet());
  }

  @Test
  void shouldNameInTheReadmeTheItemTypesThatThereAre() {
    Set<String> installed = new TreeSet<>();
    ItemTypes.installed(getClass().getClassLoader())
        .all()
        .forEach(type -> installed.add(type.name()));
    assertThat(read(Repository.root().resolve("README.md")).itemTypesInTables())
        .isEqualTo(installed);
  }

  @Test
  void shouldTellADeadLinkFromALiveOne() throws IOException {
    Path paper = folder.resolve("paper.md");
    Files.writeString(folder.resolve("other.md"), "# Two words, `code`\n");
    Files.writeString(
        paper,
        """
        # Title
        [good](other.md) [good](other.md#two-words-code) [good](#title) [good](https://example.org)
        [gone](missing.md) [no such heading](other.md#three) [no such heading](#nowhere)
        `[code](not-a-link.md)`
        ```
        [code](nor-this.md)
        # no heading
        ```
        """);
    assertThat(deadLinks(paper)).containsExactly("missing.md", "other.md#three", "#nowhere");
  }

  @Test
  void shouldReadCommandsOutOfProseAndCode() {
    assertThat(
            new Markdown("`./hie up` and\n```\nHIE_TOKEN=x ./hie status --url U\n```").commands())
        .containsExactly("status", "up");
  }

  /** Commands that the script hands to another program, as {@code "${1:-}" = chaos}. */
  private static List<String> commandsOfTheScript() {
    return Pattern.compile("\"\\$\\{1:-}\" = ([a-z-]+)")
        .matcher(Repository.read("hie"))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static List<String> deadLinks(Path paper) {
    List<String> dead = new ArrayList<>();
    for (String link : read(paper).links()) {
      if (!ELSEWHERE.matcher(link).matches() && !leadsSomewhere(paper, link)) {
        dead.add(link);
      }
    }
    return dead;
  }

  private static boolean leadsSomewhere(Path paper, String link) {
    int hash = link.indexOf('#');
    String file =
        URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
    Path target = file.isEmpty() ? paper : paper.resolveSibling(file);
    return Files.exists(target)
        && (hash < 0 || read(target).anchors().contains(link.substring(hash + 1)));
  }

  private static Markdown read(Path paper) {
    try {
      return new Markdown(Files.readString(paper));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
