// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverOptions;

/** Makes and opens images outside any graph. */
final class BareImages {

    private BareImages() {}

    static VolatileFile create(long size) throws BlockException {
        VolatileFile file = new VolatileFile(new byte[0]);
        new StatefulDriver().create(new Context("test", size, new NoOptions(), file, new FakeRequest()));
        file.flush(null, 0);
        return file;
    }

    static StatefulInstance open(Child file, Child backing) throws BlockException {
        StatefulInstance instance = new StatefulInstance("test", file, backing, false, "");
        instance.activate(new FakeRequest());
        return instance;
    }

    private record Context(String name, long size, DriverOptions options, Child file, BlockRequest request)
            implements CreateContext {}

    private static final class NoOptions implements DriverOptions {
        @Override
        public String text(String key) {
            return null;
        }

        @Override
        public String required(String key) {
            throw new AssertionError("the format requires no option");
        }

        @Override
        public long size(String key, long otherwise) {
            return otherwise;
        }

        @Override
        public boolean flag(String key, boolean otherwise) {
            return otherwise;
        }

        @Override
        public String choice(String key, String otherwise, List<String> words) {
            return otherwise;
        }
    }
}
