// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.blockgraph.api.BlockGraph;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A framework inside a program, with the block graph in it. The program has the API on its class path and
 * lends it to the framework, so that both mean the same classes; everything else is bundles.
 */
public final class HostedGraph implements AutoCloseable {

    /** The API's packages, at the versions that bundles ask for. */
    private static final String API = String.join(
            ",",
            "org.blockgraph.api;org.blockgraph.api.driver;org.blockgraph.api.export;version=1.0.0",
            "org.blockgraph.api.info;version=1.1.0",
            "org.blockgraph.api.rules;version=1.0.0");

    private static final long STOP_SECONDS = 20;

    private final Framework framework;
    private final ServiceTracker<BlockGraph, BlockGraph> graphs;

    private HostedGraph(Framework framework) {
        this.framework = framework;
        this.graphs = new ServiceTracker<>(framework.getBundleContext(), BlockGraph.class, null);
    }

    /**
     * Starts the framework that is on the class path.
     *
     * @param bundles the folder with the jars
     * @param storage an empty folder that the framework may write to
     */
    public static HostedGraph start(Path bundles, Path storage) throws BundleException, IOException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        Framework framework = factory.newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, storage.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, API));
        framework.init();
        HostedGraph hosted = new HostedGraph(framework);
        hosted.graphs.open();
        try (Stream<Path> jars = Files.list(bundles)) {
            for (Path jar : jars.sorted().toList()) {
                hosted.install(jar).start();
            }
        }
        framework.start();
        return hosted;
    }

    /** Installs a bundle, such as a driver that came later; it is not started yet. */
    public Bundle install(Path jar) throws BundleException {
        return framework.getBundleContext().installBundle(jar.toUri().toString());
    }

    /** Returns the graph, as soon as it is there; null when it does not come. */
    public BlockGraph awaitGraph(long seconds) throws InterruptedException {
        return graphs.waitForService(TimeUnit.SECONDS.toMillis(seconds));
    }

    /** Returns the framework's side, to find further services or bundles. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Stops the framework, which flushes and closes every device. */
    @Override
    public void close() throws BundleException {
        graphs.close();
        framework.stop();
        try {
            framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens an image and tells of its nodes: BUNDLES STORAGE IMAGE. */
    public static void main(String... arguments) throws BundleException, IOException, InterruptedException {
        try (HostedGraph hosted = start(Path.of(arguments[0]), Path.of(arguments[1]))) {
            BlockGraph graph = hosted.awaitGraph(10);
            graph.open("d0", Map.of("filename", arguments[2]));
            List<String> nodes = graph.snapshot().nodes().stream()
                    .map(node -> node.name() + " " + node.driver() + " " + node.state())
                    .toList();
            System.out.println(String.join("\n", nodes));
        }
    }
}
