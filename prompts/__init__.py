"""Every sentence a user sees, and the instructions given to encoders."""
