// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** Changes one driver bundle in the three ways that there are. */
final class DriverChanger {

    /** The ways. */
    enum Way {
        UPDATE,
        REINSTALL,
        REPLACE
    }

    private final BundleContext context;
    private final BlockGraph graph;
    private final DriverReplacer replacer;
    private final DriverBundles bundles;
    private final String name;
    private final Path jar;
    private final Surroundings surroundings;

    DriverChanger(
            BundleContext context,
            BlockGraph graph,
            DriverReplacer replacer,
            Path folder,
            String name,
            Path jar,
            Surroundings surroundings) {
        this.context = context;
        this.graph = graph;
        this.replacer = replacer;
        this.bundles = new DriverBundles(folder);
        this.name = name;
        this.jar = jar;
        this.surroundings = surroundings;
    }

    String name() {
        return name;
    }

    /** Changes the driver to a new version and returns when every node is served again. */
    void change(Way way) throws Exception {
        Path next = bundles.newVersion(jar);
        Bundle old = Bundles.only(context, name);
        surroundings.watchLoader(old);
        switch (way) {
            case UPDATE -> update(old, next);
            case REINSTALL -> reinstall(old, next);
            case REPLACE -> replacer.replace(next.toUri().toString(), line -> { });
            default -> throw new AssertionError(way);
        }
        Await.until("all nodes to be open after " + way + " of " + name, this::allOpen, graph::snapshot);
        Files.delete(next);
    }

    private static void update(Bundle old, Path next) throws Exception {
        try (InputStream content = Files.newInputStream(next)) {
            old.update(content);
        }
    }

    private void reinstall(Bundle old, Path next) throws Exception {
        old.uninstall();
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(old));
        context.installBundle(next.toUri().toString()).start();
    }

    private boolean allOpen() {
        return graph.snapshot().nodes().stream().allMatch(node -> node.state() == NodeInfo.State.OPEN);
    }
}
