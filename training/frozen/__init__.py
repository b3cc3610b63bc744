"""Networks with weights from npm packages, which never learn here: judges and a teacher."""
