package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Permission;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * A document names its workspace, and a secret may have to be there before the document. One that
 * is not there is made on the way, if the caller may make workspaces.
 */
final class KnownWorkspaces extends AllDirectives {
  private final Configuration configuration;

  KnownWorkspaces(Configuration configuration) {
    this.configuration = configuration;
  }

  Route known(Access access, String workspace, Supplier<Route> inner) {
    if (configuration.directory().workspaces().containsKey(workspace)) {
      return inner.get();
    }
    if (!access.caller().may(Permission.PLATFORM, Grant.EVERYWHERE)) {
      return complete(ConfigurationAnswers.none("workspace", workspace));
    }
    // That it is there by now, by another's hand, is as good.
    return onSuccess(
        configuration.change(new Change.AddWorkspace(workspace, ""), access.originWithoutKey()),
        made -> inner.get());
  }
}
