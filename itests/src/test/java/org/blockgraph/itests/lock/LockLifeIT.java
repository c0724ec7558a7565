// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.lock.GraphLockFactory;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** The lock's bundle or its client goes while a reader is inside. */
@InAppliance(fresh = true)
class LockLifeIT {

    private static final String LOCK = "org.blockgraph.lock";
    private static final String FACTORY = "org.blockgraph.lock.GraphLockFactory";
    private static final String GRAPH = "org.blockgraph.api.BlockGraph";

    @Test
    void theClientIsUninstalled(BundleContext context, GraphLockFactory ours) throws Exception {
        Bundle client = context.installBundle(LockClient.exampleJar().toUri().toString());
        client.start();
        BundleContext itsContext = client.getBundleContext();
        ServiceReference<GraphLockFactory> reference =
                itsContext.getServiceReference(GraphLockFactory.class);
        LockClient goes = new LockClient(itsContext.getService(reference));
        LockClient stays = new LockClient(ours);
        try (LockReports reports = new LockReports()) {
            client.uninstall();
            assertReported(reports);
            goes.requireLeavesAndIsRefused();
            stays.requireInside();
            assertEquals(1, reports.ofCareless().size(), "the lock of another client was closed, too");
        }
    }

    @Test
    void theLockIsUninstalled(BundleContext context, GraphLockFactory locks) throws Exception {
        LockClient client = new LockClient(locks);
        try (LockReports reports = new LockReports()) {
            Bundles.only(context, LOCK).uninstall();
            assertReported(reports);
            client.requireLeavesAndIsRefused();
        }
    }

    @Test
    void theLockIsUpdated(BundleContext context, GraphLockFactory locks) throws Exception {
        // This bundle is wired to the lock, so that it is restarted with it; the framework's context stays.
        BundleContext framework = context.getBundle(0).getBundleContext();
        LockClient client = new LockClient(locks);
        Bundle lock = Bundles.only(context, LOCK);
        awaitCoreWith(lock, framework); // and so loads what is wanted when this bundle can load no more
        try (LockReports reports = new LockReports()) {
            lock.update();
            assertReported(reports);
            client.requireLeavesAndIsRefused();
            framework.getBundle().adapt(FrameworkWiring.class).refreshBundles(List.of(lock));
            awaitCoreWith(lock, framework);
            assertEquals(1, reports.ofCareless().size());
        }
    }

    /** The core has its graph only while it has a lock. */
    private static void awaitCoreWith(Bundle lock, BundleContext framework) throws Exception {
        Await.until("the core with a lock", () -> lock.getState() == Bundle.ACTIVE
                && framework.getAllServiceReferences(FACTORY, null) != null
                && framework.getAllServiceReferences(GRAPH, null) != null);
    }

    private static void assertReported(LockReports reports) {
        assertEquals(1, reports.ofCareless().size(), "reports of a lock that was left open");
        String report = reports.ofCareless().getFirst();
        assertTrue(report.contains("'request 7' (thread '" + Thread.currentThread().getName()
                + "', context 'disk', inside for at least "), report);
    }
}
