// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * How much another JVM has allocated on its heap so far, by its own exact count. (The fill of Eden,
 * which jstat shows, is rounded to regions and falls back to nothing at each collection.)
 */
final class Allocation implements AutoCloseable {

  private final JMXConnector connector;

  private Allocation(JMXConnector connector) {
    this.connector = connector;
  }

  @SuppressWarnings("BanJNDI") // the address comes from the JVM that we started ourselves
  static Allocation of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return new Allocation(
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("cannot attach to process " + pid, e);
    }
  }

  /** Bytes allocated by all threads, ended ones included. */
  long bytes() throws IOException {
    try {
      ObjectName threading = new ObjectName("java.lang:type=Threading");
      return (Long)
          connector.getMBeanServerConnection().getAttribute(threading, "TotalThreadAllocatedBytes");
    } catch (JMException e) {
      throw new IOException("no count of allocations: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
