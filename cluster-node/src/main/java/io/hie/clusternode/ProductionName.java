package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Nearest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A production as people name it: its project, and its workspace where that is not clear. */
record ProductionName(String workspace, String project) {

  String path() {
    return "/api/v1/productions/" + encoded(workspace) + "/" + encoded(project);
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Finds it among those that run.
   *
   * @param workspace null for any
   * @param project null for the only one
   */
  static ProductionName find(ApiClient api, @Nullable String workspace, @Nullable String project)
      throws IOException, InterruptedException {
    List<ProductionName> all = new ArrayList<>();
    for (JsonNode each : api.all("/api/v1/status", "productions")) {
      all.add(new ProductionName(each.path("workspace").asText(), each.path("project").asText()));
    }
    List<ProductionName> fitting =
        all.stream()
            .filter(each -> workspace == null || workspace.equals(each.workspace))
            .filter(each -> project == null || project.equals(each.project))
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    if (fitting.size() > 1) {
      throw new Hie.Failure(
          "several productions run: "
              + String.join(
                  ", ", fitting.stream().map(each -> each.workspace + "/" + each.project).toList())
              + "; say --project, and --workspace if need be");
    }
    throw new Hie.Failure(
        all.isEmpty()
            ? "no production runs there; apply one"
            : "no production "
                + Objects.requireNonNullElse(project, "of that workspace")
                + " runs there; "
                + Nearest.hint(
                    Objects.requireNonNullElse(project, ""),
                    all.stream().map(ProductionName::project).toList()));
  }
}
