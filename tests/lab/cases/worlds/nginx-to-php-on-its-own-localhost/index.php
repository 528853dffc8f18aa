<?php echo "served\n";
