package io.hie.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The chart, and what Helm makes of it. */
final class Chart {
  static final List<String> EXAMPLES = List.of("minimal", "production", "three-region");
  static final String RELEASE = "hie";

  /** That of the schemas. */
  private static final String KUBERNETES = "1.34.0";

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                  .build())
          .build();
  private static final Map<String, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

  private Chart() {}

  static Helm helm() {
    return new Helm(Repository.file("helm/hie"));
  }

  static Path values(String example) {
    return Repository.file("helm/hie/examples/" + example + ".yaml");
  }

  static JsonNode readYaml(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /** What an example is rendered to. Each is rendered once. */
  static List<Manifest> of(String example) {
    return RENDERED.computeIfAbsent(example, each -> render(each, Map.of()));
  }

  static Manifest of(String example, String kind) {
    return one(of(example), kind);
  }

  static Manifest one(Collection<Manifest> manifests, String kind) {
    List<Manifest> found = manifests.stream().filter(each -> each.kind().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError("there is not one " + kind + " but " + found);
    }
    return found.getFirst();
  }

  /** An example with other values, by their paths. */
  static List<Manifest> render(String example, Map<String, Object> values) {
    TemplateCommand command =
        helm()
            .template()
            .withName(RELEASE)
            .withNamespace("health")
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values(example));
    // What is rendered here has no hooks in it.
    command.set("productionsJob.hook", false);
    values.forEach(command::set);
    List<Manifest> manifests = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(command.call())) {
      documents.forEachRemaining(
          document -> {
            if (document.isObject()) {
              manifests.add(new Manifest(document));
            }
          });
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
    return manifests;
  }

  /** What Helm tells after an installation. */
  static String notes(String example) {
    InstallCommand command =
        helm()
            .install()
            .withName(RELEASE)
            .withNamespace("health")
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values(example))
            .clientOnly()
            .dryRun();
    return command.call().getOutput();
  }
}
