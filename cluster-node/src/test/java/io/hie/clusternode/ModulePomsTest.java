package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The poms draw the arrows of docs/architecture.md and no others. Above all chaos-tests has none:
 * it judges nodes from outside, and what it shared with them it could not judge.
 */
final class ModulePomsTest {
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("actor-model", Set.of()),
          Map.entry("item-testkit", Set.of("hie-actor-model")),
          Map.entry("sharding", Set.of("hie-actor-model")),
          Map.entry("persistence", Set.of("hie-actor-model")),
          Map.entry("protocols", Set.of("hie-actor-model")),
          Map.entry("configuration", Set.of()),
          Map.entry("http-api", Set.of("hie-configuration", "hie-sharding")),
          Map.entry(
              "cluster-node",
              Set.of("hie-http-api", "hie-item-testkit", "hie-persistence", "hie-protocols")),
          Map.entry("examples/items", Set.of("hie-item-testkit", "hie-protocols")),
          Map.entry("chaos-tests", Set.of()),
          Map.entry("helm", Set.of("hie-cluster-node")));

  @Test
  void shouldDrawTheArrowsOfTheHouseInThePoms() throws Exception {
    for (Map.Entry<String, Set<String>> arrow : ARROWS.entrySet()) {
      assertThat(ourModulesIn(Repository.read(arrow.getKey() + "/pom.xml")))
          .as("modules that %s depends on", arrow.getKey())
          .isEqualTo(arrow.getValue());
    }
  }

  @Test
  void shouldKnowEveryModuleThatIsBuilt() throws Exception {
    assertThat(texts(parse(Repository.read("pom.xml")), "module")).isEqualTo(ARROWS.keySet());
  }

  @Test
  void shouldSeeAnEngineModuleInAPom() throws Exception {
    String pom =
        """
        <project>
          <parent><groupId>io.hie</groupId><artifactId>hie</artifactId></parent>
          <artifactId>hie-chaos-tests</artifactId>
          <dependencies>
            <dependency><groupId>info.picocli</groupId><artifactId>picocli</artifactId></dependency>
            <dependency>
              <groupId>io.hie</groupId><artifactId>hie-sharding</artifactId><scope>test</scope>
            </dependency>
            <dependency>
              <groupId>${project.groupId}</groupId><artifactId>hie-protocols</artifactId>
            </dependency>
          </dependencies>
        </project>
        """;
    assertThat(ourModulesIn(pom)).containsExactlyInAnyOrder("hie-sharding", "hie-protocols");
  }

  /**
   * What a pom depends on of this project, whatever the scope; its parent is no dependency, and a
   * pom without code only says what is built first.
   */
  private static Set<String> ourModulesIn(String pom) throws Exception {
    Set<String> ours = new TreeSet<>();
    NodeList dependencies = parse(pom).getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      boolean onlyOrder = texts(dependency, "type").equals(Set.of("pom"));
      if (!onlyOrder
          && texts(dependency, "groupId").stream()
              .anyMatch(Set.of("io.hie", "${project.groupId}")::contains)) {
        ours.addAll(texts(dependency, "artifactId"));
      }
    }
    return ours;
  }

  private static Set<String> texts(Element in, String tag) {
    Set<String> texts = new TreeSet<>();
    NodeList found = in.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static Element parse(String xml) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }
}
