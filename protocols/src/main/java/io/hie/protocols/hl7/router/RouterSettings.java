package io.hie.protocols.hl7.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Setting;
import org.jspecify.annotations.Nullable;

/** The {@code host_settings} that only a router has. */
public record RouterSettings(
    @Setting(
            value = "Rules",
            doc =
                "A list of {\"when\": rule, \"to\": [items]}, of which the first that is true of a"
                    + " message decides; {\"otherwise\": true, \"to\": [items]} may be the last."
                    + " Without it every message goes to all of TargetConfigNames.")
        @Nullable JsonNode rules) {}
