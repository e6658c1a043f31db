package io.hie.protocols.hl7.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Setting;
import org.jspecify.annotations.Nullable;

/** The {@code host_settings} that only a transformation has. */
public record TransformSettings(
    @Setting(
            value = "Mapping",
            doc =
                "What is done with a message: {\"tables\": {name: {value: value}}, \"steps\":"
                    + " [step]}; see docs/transform.md.")
        @Nullable JsonNode mapping,
    @Setting(
            value = "OnProblem",
            doc =
                "What is done with a message that a step cannot be done with: park it with all its"
                    + " problems, or pass it on as far as the steps went.",
            byDefault = "park")
        OnProblem onProblem) {

  /** What is done with a message that a step cannot be done with. */
  public enum OnProblem {
    PARK,
    PASS
  }
}
