// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.function.Consumer;
import org.blockgraph.core.change.ChangeLane;
import org.blockgraph.core.change.EventBus;
import org.blockgraph.core.driver.DriverCalls;
import org.blockgraph.core.driver.DriverRegistry;
import org.blockgraph.core.file.FileStore;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.io.BounceMemory;

/**
 * What the parts of a node's life share; wired once, when the core starts.
 *
 * @param graph the nodes and devices
 * @param lane where changes run
 * @param events where events go
 * @param registry the drivers that are here
 * @param calls calls into drivers
 * @param threads the core's threads
 * @param files opens and keeps files
 * @param bounce memory that requests are copied through
 * @param patience how long to wait
 * @param log one line at a time
 */
public record Core(
        Graph graph,
        ChangeLane lane,
        EventBus events,
        DriverRegistry registry,
        DriverCalls calls,
        CoreThreads threads,
        FileStore files,
        BounceMemory bounce,
        Patience patience,
        Consumer<String> log) {}
