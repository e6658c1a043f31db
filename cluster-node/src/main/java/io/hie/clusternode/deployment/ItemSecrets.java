package io.hie.clusternode.deployment;

import io.hie.actormodel.production.KnownSecrets;
import io.hie.actormodel.production.SecretValues;

/** The secrets of workspaces, as those need them who run items. Safe from any thread. */
public interface ItemSecrets {

  /** Which there are now. */
  KnownSecrets known();

  /** What they are, for items of a workspace. */
  SecretValues of(String workspace);
}
